// A client that speaks for another: XCLIENT and XFORWARD, as Postfix has them.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "smtp/extensions.h"

namespace smtp {

// Name and value as it stands on the wire (xtext.h), in their order.
using Attributes = std::vector<std::pair<std::string, std::string>>;

// "XCLIENT NAME=spike.example.org ADDR=192.0.2.1"; `verb` is XCLIENT or XFORWARD.
std::string attribute_command(std::string_view verb, const Attributes& attributes);

// One command. Free-form text goes out as it is and nothing of it is checked.
struct AttributeGroup {
  Attributes attributes;
  std::string free_form;
};

// What an option of XCLIENT or XFORWARD asks for.
struct Proxied {
  std::string verb;
  std::vector<AttributeGroup> groups;  // each a command of its own
  bool verify = true;                  // the server must offer each attribute
  enum class Use { required, optional, optional_strict } use = Use::required;

  bool wanted() const { return !groups.empty(); }
};

std::string command_of(const Proxied& proxied, const AttributeGroup& group);

// Error kind unsupported: the verb, or one of the attributes, is not offered.
base::Result<void> check_offered(const Proxied& proxied, const Extensions& offered);

}  // namespace smtp
