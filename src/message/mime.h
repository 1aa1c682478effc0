// The body of a message in parts (RFC 2045, 2046, 2387): texts that say the same, what they show,
// and files that come along.
#pragma once

#include <string>
#include <vector>

#include "message/header_field.h"
#include "message/source.h"
#include "message/survey.h"

namespace message {

// What the way to the server carries.
enum class Transfer { seven_bit, eight_bit, binary };

struct Part {
  std::string type;    // "text/html"; a charset is added where there is none
  std::string name{};  // of the file; empty: none is told
  std::string content_id{};
  Source content;
  Survey survey = unknown();  // of the content
};

// The value of its Content-Type, with the charset of a text and the name of a file.
std::string content_type(const Part& part);

struct Parts {
  std::vector<Part> texts;    // one, or the same in several forms, the richest last
  std::vector<Part> inlined;  // what the last text shows, by content_id
  std::vector<Part> attachments;

  bool lone_text() const { return texts.size() == 1 && inlined.empty() && attachments.empty(); }
};

struct Entity {
  std::vector<HeaderField> fields;  // that describe it
  Source content;
  bool seven_bit = true;
};

// mixed(alternative(text, ..., related(text, inlined...)), attachments...), each level only where
// it holds more than one. Texts stand in the plainest encoding that `transfer` carries, files in
// base64 (binary: as they are). `seed` makes the boundaries; the content must not know it.
Entity assemble(Parts parts, Transfer transfer, const std::string& seed);

}  // namespace message
