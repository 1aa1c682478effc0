#include "codes/forwarded.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "codes/bounce_marks.h"
#include "codes/lines.h"
#include "codes/words.h"

namespace codes {
namespace {

constexpr std::size_t kMostSearched = 64 * 1024;

struct Field {
  std::string name;  // in lower case; empty when the line is no field
  std::string_view value;
};

// "Von: Alice <a@b.example>", "> From: ...", "*From:* ...".
Field field_of(std::string_view line) {
  line = base::trim(without_quote_marks(line));
  const std::size_t colon = line.find(':');
  constexpr std::size_t kLongestName = 20;
  if (colon == line.npos || colon > kLongestName) return {};
  Field field{base::to_lower(line.substr(0, colon)), line.substr(colon + 1)};
  const auto marks = [](std::string_view text) {
    while (text.starts_with('*')) text.remove_prefix(1);
    while (text.ends_with('*')) text.remove_suffix(1);
    return std::string(base::trim(text));
  };
  field.name = marks(field.name);
  while (field.value.starts_with('*')) field.value.remove_prefix(1);
  return field;
}

bool is_sender(std::string_view name) {
  static constexpr std::array<std::string_view, 9> kNames = {"from", "von",  "de", "da", "van",
                                                             "fra",  "från", "od", "от"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

// Those that stand under the sender in the languages of Europe.
bool is_shown_header(std::string_view name) {
  static constexpr std::array<std::string_view, 42> kNames = {
      "sent",      "date",   "to",        "cc",      "subject", "reply-to",   "importance",
      "gesendet",  "datum",  "an",        "kopie",   "betreff", "antwort an", "priorität",
      "envoyé",    "à",      "objet",     "copie à", "enviado", "enviado el", "enviada em",
      "para",      "asunto", "assunto",   "inviato", "data",    "a",          "oggetto",
      "verzonden", "aan",    "onderwerp", "sendt",   "til",     "emne",       "skickat",
      "till",      "ämne",   "wysłano",   "do",      "temat",   "fecha",      "return-path"};
  return is_sender(name) || std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

bool is_of_mailer(std::string_view sender) {
  return names_mailer(sender) ||
         contains_any(base::to_lower(sender),
                      {"postmaster", "microsoft outlook", "microsoftexchange"});
}

// "Alice <a@b.example>", "Alice [mailto:a@b.example]", "a@b.example; c@d.example".
void add_addresses(std::string_view value, std::vector<std::string>& addresses) {
  constexpr std::string_view kBetween = " \t<>[](),;:\"*";
  while (!value.empty()) {
    const std::size_t end = std::min(value.find_first_of(kBetween), value.size());
    const std::string_view word = value.substr(0, end);
    if (word.find('@') != word.npos) addresses.emplace_back(word);
    value.remove_prefix(std::min(end + 1, value.size()));
  }
}

std::size_t quote_marks(std::string_view line) {
  const std::string_view marks = line.substr(0, line.find_first_not_of("> \t"));
  return static_cast<std::size_t>(std::count(marks.begin(), marks.end(), '>'));
}

}  // namespace

std::string_view without_quote_marks(std::string_view line) {
  while (true) {
    const std::size_t begin = std::min(line.find_first_not_of(" \t"), line.size());
    const std::string_view rest = line.substr(begin);
    if (!rest.starts_with('>') || rest.starts_with(">>>")) return line;
    line = rest.substr(rest.starts_with("> ") ? 2 : 1);
  }
}

std::string unquoted(std::string_view text) {
  const std::size_t marks = quote_marks(text.substr(0, text.find('\n')));
  std::string out;
  while (!text.empty()) {
    std::string_view line = take_line(text);
    if (marks > 0 && quote_marks(line) >= marks) {
      for (std::size_t i = 0; i < marks; ++i) line.remove_prefix(line.find('>') + 1);
      if (line.starts_with(' ')) line.remove_prefix(1);
    }
    out.append(line) += '\n';
  }
  return out;
}

Forwarded find_forwarded(std::string_view text) {
  std::string_view rest = text.substr(0, kMostSearched);
  while (!rest.empty()) {
    const auto at = static_cast<std::size_t>(rest.data() - text.data());
    const Field sender = field_of(take_line(rest));
    if (!is_sender(sender.name) || !is_of_mailer(sender.value)) continue;
    Forwarded found;
    add_addresses(sender.value, found.addresses);
    std::size_t headers = 0;
    std::string_view behind = rest;
    while (!behind.empty()) {
      std::string_view next = behind;
      const Field field = field_of(take_line(next));
      if (!is_shown_header(field.name)) break;
      add_addresses(field.value, found.addresses);
      behind = next;
      ++headers;
    }
    if (headers == 0) continue;
    found.text = text.substr(static_cast<std::size_t>(behind.data() - text.data()));
    found.headers_at = at;
    found.is_of_mailer = true;
    return found;
  }
  return {text, 0, {}, false};
}

}  // namespace codes
