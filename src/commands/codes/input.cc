#include "commands/codes/input.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <vector>

#include "base/text.h"
#include "codes/forwarded.h"
#include "codes/json_log.h"
#include "codes/json_webhook.h"
#include "codes/log_fields.h"
#include "codes/log_line.h"
#include "codes/mime.h"
#include "codes/pasted_bounce.h"
#include "codes/plain_text.h"
#include "codes/utf16_stream.h"
#include "codes/words.h"
#include "commands/codes/output.h"

namespace commands {
namespace {

namespace fs = std::filesystem;

bool is_header_line(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == line.npos || colon == 0 || colon > 60) return false;
  const std::string_view name = line.substr(0, colon);
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    const char lower = base::to_lower(c);
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
  return plain && (colon + 1 == line.size() || line[colon + 1] == ' ' || line[colon + 1] == '\t');
}

// Two header fields make a mail: a lone "Error: ..." is a text.
bool looks_like_mail(std::string_view beginning) {
  int headers = 0;
  for (std::string_view line : base::split(beginning, '\n')) {
    if (line.empty() || headers >= 2) break;
    if (line[0] == ' ' || line[0] == '\t') continue;
    if (!is_header_line(line)) return false;
    ++headers;
  }
  return headers >= 2;
}

// Enough of it to tell what it is.
std::string plain_beginning(std::string_view raw) {
  constexpr std::size_t kEnough = 64 * 1024;
  return codes::plain_text(raw.substr(0, kEnough));
}

bool looks_like_log(std::string_view beginning) {
  codes::LogReader reader;
  int lines = 0;
  for (std::string_view line : base::split(beginning, '\n')) {
    if (++lines > 50) break;
    if (codes::starts_with_date(codes::without_quote_marks(line)) || line.starts_with("#Fields") ||
        reader.read(line) || codes::starts_with_date(codes::line_in_json(line)))
      return true;
  }
  return false;
}

bool read_chunk(std::istream& in, std::string& chunk) {
  chunk.resize(16 * 1024);
  in.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
  chunk.resize(static_cast<std::size_t>(in.gcount()));
  return !chunk.empty();
}

// At most what the limit of codes/mime.h lets in.
std::string beginning_of(std::istream& in) {
  std::string mail;
  for (std::string chunk; mail.size() < codes::kMostMessageBytes && read_chunk(in, chunk);) {
    mail += chunk;
  }
  mail.resize(std::min(mail.size(), codes::kMostMessageBytes));
  const auto order = codes::order_of_utf16(mail);
  return order ? base::Utf16Decoder(*order).decode(mail) : mail;
}

// "RESOLVER.ADR.RecipNotFound", "QUEUE.Expired": how Exchange names what went wrong.
bool is_name_of_exchange(std::string_view word) {
  static constexpr std::array<std::string_view, 10> kParts = {
      "RESOLVER",  "ROUTING",  "QUEUE",      "SMTPSEND", "STOREDRV",
      "TRANSPORT", "APPROVAL", "SUBMISSION", "AGENT",    "SMTP"};
  const std::size_t dot = word.find('.');
  return dot != word.npos && std::ranges::find(kParts, word.substr(0, dot)) != kParts.end();
}

bool has_extension_of_text(std::string_view word) {
  static constexpr std::array<std::string_view, 14> kExtensions = {
      ".eml", ".msg",  ".mbox", ".mbx", ".mime", ".txt", ".log",
      ".out", ".json", ".csv",  ".gz",  ".xz",   ".bz2", ".zst"};
  const std::string lower = base::to_lower(word);
  return std::ranges::any_of(kExtensions,
                             [&](std::string_view each) { return lower.ends_with(each); });
}

}  // namespace

base::Error unreadable(const std::string& path) {
  return {base::ErrorKind::no_input, base::Stage::none,
          fmt::format("{} cannot be read", base::printable(path))};
}

std::string_view without_blank_lines(std::string_view beginning) {
  return beginning.substr(std::min(beginning.find_first_not_of("\r\n"), beginning.size()));
}

InputKind sniff(std::string_view raw) {
  const std::string plain = plain_beginning(raw);
  const std::string_view beginning = without_blank_lines(plain);
  if (beginning.starts_with("From ") && beginning.find('\n') != beginning.npos) {
    const std::string_view rest = beginning.substr(beginning.find('\n') + 1);
    if (looks_like_mail(rest)) return InputKind::mbox;
  }
  const auto bounce = codes::find_pasted_bounce(beginning);
  // "Von:" and "Gesendet:" have the form of header fields, but no mail begins with them.
  const bool shown = bounce == 0 && !base::starts_with_ignoring_case(beginning, "From:");
  if (!shown && looks_like_mail(beginning)) return InputKind::mail;
  if (bounce) return InputKind::bounce_text;
  if (looks_like_log(beginning)) return InputKind::log;
  return codes::begins_json(beginning) ? InputKind::json : InputKind::text;
}

base::Result<void> check_readable(std::string_view beginning, const std::string& place,
                                  bool must_be_text) {
  struct Format {
    std::string_view magic;
    std::string_view tool;
  };
  static constexpr std::array<Format, 5> kFormats = {{{"\x1F\x8B", "zcat"},
                                                      {"\xFD"
                                                       "7zXZ",
                                                       "xzcat"},
                                                      {"\x28\xB5\x2F\xFD", "zstdcat"},
                                                      {"BZh", "bzcat"},
                                                      {"PK\x03\x04", "unzip -p"}}};
  for (const Format& each : kFormats) {
    if (!beginning.starts_with(each.magic)) continue;
    return base::fail(
        base::ErrorKind::parse,
        fmt::format("{} is compressed: read it with {} {} | ehlo codes", name_of(place), each.tool,
                    place.empty() ? "FILE" : base::printable(place)));
  }
  if (must_be_text && beginning.find('\0') != beginning.npos)
    return base::fail(base::ErrorKind::parse,
                      fmt::format("{} is no text: it has NUL bytes", name_of(place)));
  return {};
}

base::Result<std::string> read_mail(std::istream& in, std::string beginning) {
  std::string mail = std::move(beginning);
  for (std::string chunk; read_chunk(in, chunk);) {
    mail += chunk;
    if (mail.size() <= codes::kMostMessageBytes) continue;
    return base::fail(
        base::ErrorKind::parse,
        fmt::format("the mail is larger than {}", base::show_size(codes::kMostMessageBytes)));
  }
  return mail;
}

void each_mail_of_mbox(codes::LineReader& lines, const std::string& name, const TakeMail& take) {
  std::string mail;
  std::size_t number = 0;
  bool begun = false;
  const auto finish = [&] {
    if (!mail.empty()) take(mail, fmt::format("{}:{}", name, ++number));
    mail.clear();
  };
  while (true) {
    const auto line = lines.next();
    if (!line) {
      lines.skip_line();
      continue;
    }
    if (!*line) return finish();
    if ((*line)->starts_with("From ") && (mail.empty() || mail.ends_with("\n\n"))) {
      finish();
      begun = true;
      continue;
    }
    if (begun && mail.size() < codes::kMostMessageBytes - codes::kMostLineBytes) {
      mail.append((*line)->starts_with(">From ") ? (*line)->substr(1) : **line) += '\n';
    }
  }
}

void each_mail_of_folder(const std::string& folder, const TakeMail& take, const TakeError& unread) {
  std::vector<fs::path> files;
  std::error_code error;
  const bool is_maildir = fs::is_directory(fs::path(folder) / "cur", error);
  for (const char* part : {"new", "cur", "."}) {
    if (is_maildir == (std::string_view(part) == ".")) continue;
    for (const auto& entry : fs::directory_iterator(fs::path(folder) / part, error)) {
      if (entry.is_regular_file(error)) files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& path : files) {
    const fs::path name = path.filename();
    const fs::path place = is_maildir ? path.parent_path().filename() / name : name;
    std::ifstream in(path, std::ios::binary);
    if (in) {
      take(beginning_of(in), place.string());
    } else {
      unread(unreadable(path.string()));
    }
  }
}

bool is_folder(const std::string& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

bool is_file(const std::string& path) {
  std::error_code error;
  return fs::exists(path, error) && !fs::is_directory(path, error);
}

bool looks_like_path(std::string_view text) {
  if (text.empty() || text.find_first_of(" \t\n<>") != text.npos) return false;
  if (text[0] >= '0' && text[0] <= '9') return false;
  if (has_extension_of_text(text)) return true;
  if (is_name_of_exchange(text)) return false;
  if (codes::has_ideographs(text)) return false;
  return text.find('/') != text.npos || fs::path(text).has_extension();
}

}  // namespace commands
