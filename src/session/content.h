// The bytes that @bdat, @proxy and @xclient stand for: both players need the same.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/deadline.h"
#include "base/result.h"
#include "session/script.h"
#include "session/variables.h"

namespace session {

// The value of `key=`, expanded; `fallback` when it does not stand there.
base::Result<std::string> option_of(const Variables& variables, const Directive& directive,
                                    std::string_view key, std::string fallback = "");

// The path of a directive's file, beside the script. Error kind usage when the peer would choose
// it.
base::Result<std::string> path_of(const Variables& variables, const Directive& directive,
                                  const std::string& script_name);

// The directive's value at `index`, expanded and measured.
base::Result<base::Duration> duration_of(const Variables& variables, const Directive& directive,
                                         std::size_t index);

// @bdat: each with its command line.
struct Chunk {
  std::string line;   // "BDAT 65536", "BDAT 12 LAST"
  std::string bytes;  // line, CRLF, octets
};
base::Result<std::vector<Chunk>> chunks_of(const Variables& variables, const Directive& directive,
                                           const std::string& script_name);

base::Result<std::string> proxy_header_of(const Variables& variables, const Directive& directive);

// "XCLIENT NAME=... ADDR=...".
base::Result<std::string> xclient_of(const Variables& variables, const Directive& directive);

}  // namespace session
