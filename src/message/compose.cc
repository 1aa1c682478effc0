#include "message/compose.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <random>

#include "base/text.h"
#include "message/encoded_word.h"

namespace message {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

bool is_name(std::string_view name) {
  return !name.empty() &&
         std::ranges::all_of(name, [](char c) { return c > ' ' && c < 0x7F && c != ':'; });
}

constexpr std::string_view kTransferEncoding = "Content-Transfer-Encoding";

const HeaderField* given(const Draft& draft, std::string_view name) {
  for (const auto* fields : {&draft.replaced, &draft.added})
    for (const HeaderField& field : *fields)
      if (base::equal_ignoring_case(field.name, name)) return &field;
  return nullptr;
}

std::vector<HeaderField> standard_fields(const Draft& draft) {
  std::vector<HeaderField> fields{{"Date", rfc5322_date(draft.date)},
                                  {"From", draft.from.empty() ? "<>" : draft.from}};
  if (!draft.to.empty()) fields.push_back({"To", fmt::format("{}", fmt::join(draft.to, ", "))});
  if (!draft.cc.empty()) fields.push_back({"Cc", fmt::format("{}", fmt::join(draft.cc, ", "))});
  if (draft.to.empty() && draft.cc.empty()) fields.push_back({"To", "undisclosed-recipients:;"});
  fields.push_back({"Subject", draft.subject});
  fields.push_back({"Message-ID", "<" + draft.message_id + ">"});
  fields.push_back({"X-Mailer", draft.mailer});
  if (!draft.body_is_ascii) {
    fields.push_back({"MIME-Version", "1.0"});
    fields.push_back({"Content-Type", "text/plain; charset=utf-8"});
    fields.push_back(
        {std::string(kTransferEncoding), encodes_body(draft) ? "quoted-printable" : "8bit"});
  }
  return fields;
}

void replace(std::vector<HeaderField>& fields, const HeaderField& replacement) {
  const auto same = [&](const HeaderField& field) {
    return base::equal_ignoring_case(field.name, replacement.name);
  };
  const auto found = std::ranges::find_if(fields, same);
  if (found == fields.end())
    fields.push_back(replacement);
  else
    *found = replacement;
}

}  // namespace

Result<HeaderField> parse_header(std::string_view text) {
  if (base::breaks_line(text))
    return fail(ErrorKind::usage, fmt::format("a header field cannot hold CR, LF or NUL: '{}'",
                                              base::printable(text)));
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || !is_name(text.substr(0, colon)))
    return fail(ErrorKind::parse, fmt::format("'{}' is not a header field: write 'Name: value'",
                                              base::printable(text)));
  return HeaderField{std::string(text.substr(0, colon)),
                     std::string(base::trim(text.substr(colon + 1)))};
}

// A composite body is encoded in its parts and nowhere else (RFC 2045 section 6.4).
bool encodes_body(const Draft& draft) {
  if (draft.body_is_ascii || given(draft, kTransferEncoding) != nullptr) return false;
  const HeaderField* type = given(draft, "Content-Type");
  return type == nullptr || !(base::starts_with_ignoring_case(type->value, "multipart/") ||
                              base::starts_with_ignoring_case(type->value, "message/"));
}

std::string header_section(const Draft& draft) {
  auto fields = standard_fields(draft);
  for (const HeaderField& field : draft.replaced) replace(fields, field);
  std::erase_if(fields, [](const HeaderField& field) { return field.value.empty(); });
  fields.insert(fields.end(), draft.added.begin(), draft.added.end());
  std::string section;
  for (const HeaderField& field : fields)
    section += fmt::format("{}: {}\r\n", field.name,
                           draft.utf8 ? field.value : encode_field(field.name, field.value));
  return section + "\r\n";
}

std::string make_message_id(Moment now, std::string_view host) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  std::random_device random;
  return fmt::format("{:04}{:02}{:02}{:02}{:02}{:02}.{:08x}{:08x}@{}", utc.tm_year + 1900,
                     utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, random(),
                     random(), host);
}

}  // namespace message
