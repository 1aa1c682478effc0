#include "message/dkim_fields.h"

#include <array>

#include "base/text.h"

namespace message {
namespace {

constexpr std::array<std::string_view, 12> kOversigned{
    "From",        "To",           "Cc",           "Subject",
    "Date",        "Message-ID",   "Reply-To",     "Sender",
    "In-Reply-To", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"};
constexpr std::array<std::string_view, 14> kSigned{
    "References",  "Content-ID",       "Content-Description", "Resent-Date",
    "Resent-From", "Resent-To",        "Resent-Cc",           "List-Id",
    "List-Help",   "List-Unsubscribe", "List-Subscribe",      "List-Unsubscribe-Post",
    "List-Owner",  "List-Archive"};

std::size_t end_of_field(std::string_view text) {
  for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
    if (at + 1 == text.size() || (text[at + 1] != ' ' && text[at + 1] != '\t')) return at + 1;
  return text.size();
}

std::string_view without_line_end(std::string_view field) {
  while (field.ends_with('\n') || field.ends_with('\r')) field.remove_suffix(1);
  return field;
}

void add(SignedFields& chosen, std::string_view name) {
  if (!chosen.names.empty()) chosen.names += ':';
  chosen.names += base::to_lower(name);
}

}  // namespace

std::vector<std::string_view> split_fields(std::string_view header) {
  std::vector<std::string_view> fields;
  while (!header.empty()) {
    const std::size_t end = end_of_field(header);
    fields.push_back(without_line_end(header.substr(0, end)));
    header.remove_prefix(end);
  }
  return fields;
}

std::string_view name_of_field(std::string_view field) {
  return base::trim(field.substr(0, field.find(':')));
}

SignedFields choose_fields(std::string_view header) {
  SignedFields chosen;
  const auto fields = split_fields(header);
  const auto take = [&](std::string_view name) {
    for (auto field = fields.rbegin(); field != fields.rend(); ++field) {
      if (!base::equal_ignoring_case(name_of_field(*field), name)) continue;
      add(chosen, name);
      chosen.fields.push_back(*field);
    }
  };
  for (const std::string_view name : kOversigned) {
    take(name);
    if (name == "From") chosen.has_from = !chosen.fields.empty();
    add(chosen, name);
  }
  for (const std::string_view name : kSigned) take(name);
  return chosen;
}

}  // namespace message
