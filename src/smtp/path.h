// An address as the envelope carries it (RFC 5321 section 4.1.2, RFC 6531).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace smtp {

struct Path {
  std::string local;   // as written, quotes included
  std::string domain;  // name, or literal in brackets; empty behind a bare "postmaster"

  bool is_null() const { return local.empty() && domain.empty(); }
  std::string address() const;  // "alice@example.com"; empty for the null path
  std::string in_angles() const { return "<" + address() + ">"; }
  friend bool operator==(const Path&, const Path&) = default;
};

// "alice@example.com", "<alice@example.com>", "Alice <alice@example.com>", "postmaster", and "" or
// "<>" for the null path. Letters of any script are taken; a bare local part is (a server may add
// its domain). Errors: kind usage for CR, LF or NUL, kind parse with what is wrong for the rest.
// Limits: 64 bytes before the @, 255 behind it (RFC 5321 section 4.5.3.1).
base::Result<Path> parse_path(std::string_view text);

// A list with commas; blanks around each are dropped, and empty pieces too. A comma inside quotes
// separates nothing.
base::Result<std::vector<Path>> parse_paths(std::string_view text);

}  // namespace smtp
