#include "message/compose.h"

#include <fmt/compile.h>

#include <algorithm>

#include "base/random.h"
#include "base/text.h"
#include "message/encoded_word.h"
#include "message/parameter.h"
#include "message/unique.h"

namespace message {
namespace {

std::string host_of(std::string_view message_id) {
  return std::string(message_id.substr(message_id.find('@') + 1));
}

// The null sender is no mailbox, and From must name one (RFC 5322 section 3.6.2).
std::vector<HeaderField> standard_fields(const Draft& draft) {
  std::vector<HeaderField> fields{
      {"Date", rfc5322_date(draft.date)},
      {"From", draft.from.empty() ? "MAILER-DAEMON@" + host_of(draft.message_id) : draft.from}};
  if (!draft.to.empty()) fields.push_back({"To", fmt::format("{}", fmt::join(draft.to, ", "))});
  if (!draft.cc.empty()) fields.push_back({"Cc", fmt::format("{}", fmt::join(draft.cc, ", "))});
  if (draft.to.empty() && draft.cc.empty()) fields.push_back({"To", "undisclosed-recipients:;"});
  fields.push_back({"Subject", draft.subject});
  fields.push_back({"Message-ID", "<" + draft.message_id + ">"});
  fields.push_back({"X-Mailer", draft.mailer});
  if (!draft.body.empty()) fields.push_back({"MIME-Version", "1.0"});
  fields.insert(fields.end(), draft.body.begin(), draft.body.end());
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

bool is_content(const HeaderField& field) {
  return base::starts_with_ignoring_case(field.name, "Content-");
}

// RFC 2045 section 4: without MIME-Version no Content- field means anything.
void complete_mime(std::vector<HeaderField>& fields, const Draft& draft) {
  const auto content = std::ranges::find_if(fields, is_content);
  const bool has_version = std::ranges::any_of(fields, [](const HeaderField& field) {
    return base::equal_ignoring_case(field.name, "MIME-Version");
  });
  if (content == fields.end() || has_version || find_given(draft, "MIME-Version") != nullptr)
    return;
  fields.insert(content, {"MIME-Version", "1.0"});
}

}  // namespace

const HeaderField* find_given(const Draft& draft, std::string_view name) {
  for (const auto* fields : {&draft.replaced, &draft.added})
    for (const HeaderField& field : *fields)
      if (base::equal_ignoring_case(field.name, name)) return &field;
  return nullptr;
}

// A composite body is encoded in its parts and nowhere else (RFC 2045 section 6.4).
bool describes_body(const Draft& draft) {
  if (find_given(draft, "Content-Transfer-Encoding") != nullptr) return true;
  const HeaderField* type = find_given(draft, "Content-Type");
  return type != nullptr && (base::starts_with_ignoring_case(type->value, "multipart/") ||
                             base::starts_with_ignoring_case(type->value, "message/"));
}

std::string header_section(const Draft& draft) {
  auto fields = standard_fields(draft);
  for (const HeaderField& field : draft.replaced) replace(fields, field);
  std::erase_if(fields, [](const HeaderField& field) { return field.value.empty(); });
  for (const HeaderField& field : draft.added)
    is_content(field) ? replace(fields, field) : fields.push_back(field);
  complete_mime(fields, draft);
  std::string section;
  for (const HeaderField& field : fields)
    section +=
        folded(fmt::format("{}: {}", field.name,
                           draft.utf8 ? field.value : encode_field(field.name, field.value))) +
        "\r\n";
  return section + "\r\n";
}

std::string make_message_id(Moment now, std::string_view host) {
  return make_unique_word(now).append("@").append(host);
}

std::string make_uuid() {
  const std::uint64_t high = base::random_bits(), low = base::random_bits();
  return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xFFFF,
                     high & 0xFFF, ((low >> 48) & 0x3FFF) | 0x8000, low & 0xFFFFFFFFFFFF);
}

}  // namespace message
