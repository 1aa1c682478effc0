#include "message/mime.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "message/parameter.h"

namespace message {
namespace {

using Fields = std::vector<HeaderField>;

constexpr std::uint64_t kReadable = 200;  // bytes; less is for people who read the source

// Text of which a third is coded is shorter in base64.
bool is_mostly_coded(const Survey& survey) {
  return survey.known && survey.bytes > kReadable && survey.coded * 3 > survey.bytes;
}

bool is_text(const Part& part) { return base::starts_with_ignoring_case(part.type, "text/"); }

// RFC 2046 section 5.2.1: a message inside a message is encoded in its own parts only.
bool is_message(const Part& part) { return base::starts_with_ignoring_case(part.type, "message/"); }

Entity with_encoding(Fields fields, std::string_view name, Source content, bool seven_bit = true) {
  fields.push_back({"Content-Transfer-Encoding", std::string(name)});
  return {std::move(fields), std::move(content), seven_bit};
}

// By quoted-printable: what it codes, and a soft line end behind each 73 characters, as if no line
// were shorter.
std::uint64_t growth(const Survey& survey) {
  const std::uint64_t coded = 2 * survey.coded;
  return coded + (survey.bytes + coded) / 73 * 3;
}

// A file's size on the wire by what it holds, and what its coding adds.
Source expected(Source content, const Survey& survey, std::uint64_t coded) {
  const auto size = content.size();
  if (survey.known && size == survey.bytes) content.expect(*size + survey.bare_lf + coded);
  return content;
}

Entity encode_text(Part& part, Fields fields, Transfer transfer) {
  const Survey& survey = part.survey;
  if (survey.seven_bit()) return {std::move(fields), expected(std::move(part.content), survey, 0)};
  if (transfer == Transfer::eight_bit && (survey.eight_bit() || is_message(part)))
    return with_encoding(std::move(fields), "8bit", std::move(part.content), false);
  if (transfer == Transfer::binary || is_message(part))
    return with_encoding(std::move(fields), transfer == Transfer::binary ? "binary" : "8bit",
                         std::move(part.content), false);
  if (!is_mostly_coded(survey))
    return with_encoding(
        std::move(fields), "quoted-printable",
        expected(Source::encoded(std::move(part.content), Source::Form::quoted_printable), survey,
                 growth(survey)));
  Source lines = expected(Source::encoded(std::move(part.content), Source::Form::crlf), survey, 0);
  return with_encoding(std::move(fields), "base64",
                       Source::encoded(std::move(lines), Source::Form::base64));
}

Entity encode_file(Part& part, Fields fields, Transfer transfer) {
  if (is_message(part)) return encode_text(part, std::move(fields), transfer);
  if (transfer == Transfer::binary)
    return with_encoding(std::move(fields), "binary", std::move(part.content), false);
  return with_encoding(std::move(fields), "base64",
                       Source::encoded(std::move(part.content), Source::Form::base64));
}

Entity text(Part part, Transfer transfer) {
  return encode_text(part, {{"Content-Type", content_type(part)}}, transfer);
}

Entity file(Part part, std::string_view disposition, Transfer transfer) {
  Fields fields{{"Content-Type", content_type(part)}};
  if (!part.content_id.empty()) fields.push_back({"Content-ID", "<" + part.content_id + ">"});
  std::string disposed(disposition);
  if (!part.name.empty()) disposed += parameter("filename", part.name);
  fields.push_back({"Content-Disposition", std::move(disposed)});
  return encode_file(part, std::move(fields), transfer);
}

class Nester {
 public:
  Nester(Transfer transfer, const std::string& seed) : transfer_(transfer), seed_(seed) {}

  // One entity needs no nest. `parameters` stand behind the boundary.
  Entity nest(std::string_view subtype, std::vector<Entity> children,
              std::string_view parameters = "") {
    if (children.size() == 1) return std::move(children.front());
    const std::string boundary = fmt::format("=_{}_{}", ++nests_, seed_);
    const bool seven_bit = std::ranges::all_of(children, &Entity::seven_bit);
    Fields fields{{"Content-Type", fmt::format("multipart/{};\r\n boundary=\"{}\"{}", subtype,
                                               boundary, parameters)}};
    if (!seven_bit)
      fields.push_back(
          {"Content-Transfer-Encoding", transfer_ == Transfer::binary ? "binary" : "8bit"});
    Source content = Source::from_text("");
    for (Entity& child : children) {
      // The line end ahead of a boundary belongs to it (RFC 2046 section 5.1.1).
      std::string head =
          fmt::format("{}--{}\r\n", &child == children.data() ? "" : "\r\n", boundary);
      for (const HeaderField& field : child.fields)
        head += folded(fmt::format("{}: {}", field.name, field.value)) + "\r\n";
      content = Source::joined(std::move(content), Source::from_text(head + "\r\n"));
      content = Source::joined(std::move(content), std::move(child.content));
    }
    const std::string tail = fmt::format("\r\n--{}--\r\n", boundary);
    return {std::move(fields), Source::joined(std::move(content), Source::from_text(tail)),
            seven_bit};
  }

 private:
  Transfer transfer_;
  const std::string& seed_;
  int nests_ = 0;
};

}  // namespace

std::string content_type(const Part& part) {
  const bool has_charset = base::to_lower(part.type).find("charset=") != std::string::npos;
  std::string type = part.type;
  if (is_text(part) && !has_charset)
    type += part.survey.utf8 ? "; charset=utf-8" : "; charset=unknown-8bit";
  return part.name.empty() ? type : type + parameter("name", part.name);
}

Entity assemble(Parts parts, Transfer transfer, const std::string& seed) {
  Nester nester(transfer, seed);
  std::vector<Entity> texts, related, all;
  std::string root;  // RFC 2387 section 3.1 wants its type
  if (!parts.texts.empty())
    root = fmt::format(";\r\n type=\"{}\"",
                       base::trim(base::split(parts.texts.back().type, ';').front()));
  for (Part& part : parts.texts) texts.push_back(text(std::move(part), transfer));
  if (!texts.empty()) {
    related.push_back(std::move(texts.back()));
    texts.pop_back();
  }
  for (Part& part : parts.inlined) related.push_back(file(std::move(part), "inline", transfer));
  texts.push_back(nester.nest("related", std::move(related), root));
  all.push_back(nester.nest("alternative", std::move(texts)));
  for (Part& part : parts.attachments) all.push_back(file(std::move(part), "attachment", transfer));
  return nester.nest("mixed", std::move(all));
}

}  // namespace message
