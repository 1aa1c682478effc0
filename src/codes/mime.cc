#include "codes/mime.h"

#include <fmt/core.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "base/base64.h"
#include "base/hex.h"
#include "base/text.h"
#include "codes/charset.h"
#include "codes/lines.h"

namespace codes {
namespace {

constexpr std::size_t kMostHeaderBytes = 64 * 1024;
constexpr std::size_t kMostHeaderLine = 8 * 1024;

std::string with_line_feeds(std::string_view raw) {
  std::string text;
  text.reserve(raw.size());
  while (true) {
    const std::size_t at = raw.find('\r');
    text += raw.substr(0, at);
    if (at == raw.npos) return text;
    raw.remove_prefix(at + 1);
    if (!raw.starts_with('\n')) text += '\n';
  }
}

std::string media_type(const Headers& headers) {
  const std::string_view value = headers.get("Content-Type");
  const std::string_view type = base::trim(value.substr(0, value.find(';')));
  return type.empty() ? "text/plain" : base::to_lower(type);
}

std::string decode_quoted_printable(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '=') {
      out += text[i];
    } else if (i + 1 < text.size() && text[i + 1] == '\n') {
      ++i;
    } else if (const auto byte = base::hex_decode(text.substr(i + 1, 2)); byte && !byte->empty()) {
      out += *byte;
      i += 2;
    } else {
      out += '=';
    }
  }
  return out;
}

std::string decode_base64(std::string_view text) {
  std::string compact;
  for (char c : text) {
    const bool digit = (c >= '0' && c <= '9') || c == '+' || c == '/';
    if (digit || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) compact += c;
  }
  while (compact.size() % 4 == 1) compact.pop_back();
  while (compact.size() % 4 != 0) compact += '=';
  const auto decoded = base::base64_decode(compact);
  return decoded ? *decoded : std::string(text);
}

struct EncodedWord {
  std::string_view charset;
  std::string bytes;
  std::size_t length = 0;  // as it stands; 0 is none
};

// =?charset?Q?text?= at the beginning; the language behind a charset (RFC 2231) is left out.
EncodedWord encoded_word(std::string_view text) {
  if (!text.starts_with("=?")) return {};
  const std::size_t charset = text.find('?', 2);
  if (charset == text.npos || charset + 2 >= text.size() || text[charset + 2] != '?') return {};
  const std::size_t begin = charset + 3;
  const std::size_t end = text.find("?=", begin);
  if (end == text.npos) return {};
  const std::string_view name = text.substr(2, charset - 2);
  EncodedWord word{name.substr(0, name.find('*')), std::string(text.substr(begin, end - begin)),
                   end + 2};
  if (word.bytes.find_first_of(" \t\n") != std::string::npos) return {};
  const char encoding = base::to_lower(text[charset + 1]);
  if (encoding == 'b') {
    word.bytes = decode_base64(word.bytes);
  } else if (encoding == 'q') {
    std::replace(word.bytes.begin(), word.bytes.end(), '_', ' ');
    word.bytes = decode_quoted_printable(word.bytes);
  } else {
    return {};
  }
  return word;
}

// Walks through the lines once; a stack of boundaries takes the place of recursion.
class Walker {
 public:
  explicit Walker(Mail& mail) : mail_(mail), rest_(mail.text) {}

  base::Result<void> run() {
    mail_.headers = take_headers();
    mail_.type = media_type(mail_.headers);
    mail_.report_type = base::to_lower(parameter(mail_.headers.get("Content-Type"), "report-type"));
    if (auto begun = begin_entity(mail_.headers); !begun) return begun;
    while (!rest_.empty()) {
      const char* start = rest_.data();
      const std::string_view line = take_line(rest_);
      if (!line.starts_with("--") || !at_boundary(line)) continue;
      end_leaf(start);
      if (closed_) continue;
      if (auto begun = begin_entity(take_headers()); !begun) return begun;
    }
    end_leaf(mail_.text.data() + mail_.text.size());
    return {};
  }

 private:
  struct Boundary {
    std::string text;
    std::size_t depth;
  };

  Headers take_headers() {
    std::string_view body;
    Headers headers = parse_headers(rest_, body);
    rest_ = body;
    return headers;
  }

  base::Result<void> begin_entity(Headers headers) {
    const std::string type = media_type(headers);
    if (type.starts_with("multipart/"))
      return push(parameter(headers.get("Content-Type"), "boundary"));
    if (mail_.parts.size() >= kMostParts) {
      return base::fail(base::ErrorKind::parse,
                        fmt::format("the mail has more than {} parts", kMostParts));
    }
    Part part;
    part.type = type;
    part.depth = depth_;
    part.headers = std::move(headers);
    mail_.parts.push_back(std::move(part));
    leaf_ = rest_.data();
    if (type != "message/rfc822" && type != "message/global") return {};
    return begin_enclosed();
  }

  base::Result<void> begin_enclosed() {
    if (++depth_ > kMostDepth) return too_deep();
    Headers headers = take_headers();
    if (mail_.original.fields.empty()) mail_.original = headers;
    const std::string type = media_type(headers);
    if (!type.starts_with("multipart/")) return {};
    end_leaf(rest_.data());
    return push(parameter(headers.get("Content-Type"), "boundary"));
  }

  base::Result<void> push(std::string boundary) {
    if (boundaries_.size() >= kMostDepth) return too_deep();
    if (boundary.empty()) {  // damaged: what follows is one text
      mail_.parts.push_back({{}, "text/plain", depth_, {}});
      leaf_ = rest_.data();
      return {};
    }
    boundaries_.push_back({"--" + boundary, depth_});
    // Some programs put their text where only a preamble should stand.
    mail_.parts.push_back({{}, "text/plain", depth_, {}});
    leaf_ = rest_.data();
    return {};
  }

  base::Result<void> too_deep() const {
    return base::fail(base::ErrorKind::parse,
                      fmt::format("the mail is nested more than {} deep", kMostDepth));
  }

  bool at_boundary(std::string_view line) {
    for (std::size_t i = boundaries_.size(); i-- > 0;) {
      if (!line.starts_with(boundaries_[i].text)) continue;
      const std::string_view tail = base::trim(line.substr(boundaries_[i].text.size()));
      if (!tail.empty() && tail != "--") continue;
      closed_ = tail == "--";
      depth_ = boundaries_[i].depth;
      boundaries_.resize(closed_ ? i : i + 1);
      return true;
    }
    return false;
  }

  void end_leaf(const char* end) {
    if (leaf_ == nullptr || mail_.parts.empty()) return;
    mail_.parts.back().raw = {leaf_, static_cast<std::size_t>(end - leaf_)};
    leaf_ = nullptr;
  }

  Mail& mail_;
  std::string_view rest_;
  std::vector<Boundary> boundaries_;
  std::size_t depth_ = 0;
  const char* leaf_ = nullptr;
  bool closed_ = false;
};

bool is_field_name(std::string_view name) {
  if (name.empty() || name.size() > 100) return false;
  for (char c : name) {
    if (c <= ' ' || c == 0x7f) return false;
  }
  return true;
}

}  // namespace

std::string_view Headers::get(std::string_view name) const {
  for (const auto& [key, value] : fields) {
    if (base::equal_ignoring_case(key, name)) return value;
  }
  return {};
}

bool Headers::has(std::string_view name) const {
  for (const auto& field : fields) {
    if (base::equal_ignoring_case(field.first, name)) return true;
  }
  return false;
}

std::string Part::text() const {
  const std::string encoding = base::to_lower(headers.get("Content-Transfer-Encoding"));
  const std::string_view some = raw.substr(0, kMostPartText);
  const std::string charset = parameter(headers.get("Content-Type"), "charset");
  if (encoding == "quoted-printable") return to_utf8(decode_quoted_printable(some), charset);
  if (encoding == "base64") return to_utf8(decode_base64(some), charset);
  return to_utf8(std::string(some), charset);
}

Headers parse_headers(std::string_view text, std::string_view& body) {
  Headers headers;
  std::size_t bytes = 0;
  while (!text.empty() && bytes < kMostHeaderBytes) {
    const std::string_view before = text;
    const std::string_view line = take_line(text).substr(0, kMostHeaderLine);
    bytes += line.size() + 1;
    if (line.empty()) break;
    if ((line[0] == ' ' || line[0] == '\t') && !headers.fields.empty()) {
      headers.fields.back().second.append(" ").append(base::trim(line));
      continue;
    }
    const std::size_t colon = line.find(':');
    const std::string_view name = base::trim(line.substr(0, colon));
    if (line.starts_with("From ") && headers.fields.empty()) continue;
    if (colon == line.npos || !is_field_name(name)) {
      text = before;  // no header any more: the body begins without an empty line
      break;
    }
    headers.fields.emplace_back(name, base::trim(line.substr(colon + 1)));
  }
  body = text;
  return headers;
}

const Part* find_part(const Mail& mail, std::initializer_list<std::string_view> types) {
  for (const Part& part : mail.parts) {
    for (std::string_view type : types) {
      if (part.type == type) return &part;
    }
  }
  return nullptr;
}

std::string decoded_header(std::string_view header) {
  std::string decoded;
  std::string bytes;  // of words one after another: a letter may be cut in two
  std::string_view charset;
  const auto end_words = [&] { decoded += to_utf8(std::exchange(bytes, {}), charset); };
  while (!header.empty()) {
    const std::size_t blanks = std::min(header.find_first_not_of(" \t"), header.size());
    const std::string_view behind = header.substr(blanks);
    const EncodedWord word = encoded_word(behind);
    if (word.length != 0) {
      if (bytes.empty()) decoded += header.substr(0, blanks);
      if (word.charset != charset) end_words();
      charset = word.charset;
      bytes += word.bytes;
      header = behind.substr(word.length);
      continue;
    }
    end_words();
    const std::size_t next = header.find("=?", blanks + 1);
    const std::size_t plain =
        std::min(header.substr(0, next).find_last_not_of(" \t"), header.size());
    decoded += header.substr(0, plain + 1);
    header.remove_prefix(std::min(plain + 1, header.size()));
  }
  end_words();
  return decoded;
}

std::string parameter(std::string_view header, std::string_view name) {
  for (std::string_view piece : base::split(header, ';')) {
    piece = base::trim(piece);
    const std::size_t sign = piece.find('=');
    if (sign == piece.npos || !base::equal_ignoring_case(base::trim(piece.substr(0, sign)), name)) {
      continue;
    }
    std::string_view value = base::trim(piece.substr(sign + 1));
    if (value.starts_with('"')) {
      value.remove_prefix(1);
      value = value.substr(0, value.find('"'));
    }
    return std::string(value);
  }
  return {};
}

Headers fields_of(const Part* part) {
  std::string_view body;
  return part == nullptr ? Headers() : parse_headers(part->text(), body);
}

std::vector<std::string> addresses_of(std::string_view header) {
  std::vector<std::string> found;
  for (std::string_view piece : base::split(header, ',')) {
    const std::size_t open = piece.rfind('<');
    if (open != piece.npos) piece = piece.substr(open + 1, piece.find('>', open) - open - 1);
    piece = base::trim(piece);
    piece = piece.substr(0, piece.find(' '));
    if (piece.find('@') != piece.npos) found.emplace_back(piece);
  }
  return found;
}

std::vector<std::string> addresses_of(const Headers& headers, std::string_view name) {
  std::vector<std::string> all;
  for (const auto& [field, value] : headers.fields) {
    if (!base::equal_ignoring_case(field, name)) continue;
    for (std::string& address : addresses_of(value)) all.push_back(std::move(address));
  }
  return all;
}

base::Result<std::unique_ptr<Mail>> parse_mail(std::string_view raw) {
  if (raw.size() > kMostMessageBytes) {
    return base::fail(base::ErrorKind::parse, fmt::format("the mail is larger than {}",
                                                          base::show_size(kMostMessageBytes)));
  }
  auto mail = std::make_unique<Mail>();
  mail->text = with_line_feeds(raw);
  if (auto walked = Walker(*mail).run(); !walked) return base::fail(walked.error());
  return mail;
}

}  // namespace codes
