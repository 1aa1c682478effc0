// Hides secrets in whatever a person or a file gets to see: something else stands where the value
// was.
//
// The value itself is hidden, in capitals and in hexadecimal too unless it is very short, and so is
// every run of base64 that holds it, alone or among other things: the "\0user\0password" of AUTH
// PLAIN, a bearer token, a LOGIN line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"

namespace base {

class Mask {
 public:
  // `shown` stands for the value: "{{password}}", "***". An empty value hides nothing.
  void add(std::string shown, Secret value);
  std::string operator()(std::string_view text) const;

 private:
  struct Entry {
    std::string shown;
    Secret value;
  };
  std::string hide_plain(std::string_view text) const;
  const Entry* found_in(std::string_view base64) const;

  std::vector<Entry> entries_;  // the longest value first
};

}  // namespace base
