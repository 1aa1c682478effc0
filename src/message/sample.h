// Messages for tests of filters and of servers: what they must find, refuse, or carry unharmed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "message/header_field.h"

namespace message {

struct Sample {
  std::string name;                 // "eicar"
  std::string about;                // in a few words
  std::vector<HeaderField> fields;  // that describe the body
  std::string subject;
  std::string body;
  bool seven_bit = true;
  bool no_header = false;  // not even the fields that every message has
  bool raw = false;        // line ends and dots stand in it as they go out; its dot too
};

std::vector<Sample> samples();

// By its name. Error kind parse, with all names.
base::Result<Sample> find_sample(std::string_view name);

}  // namespace message
