// A line of a log that came as JSON: Docker's and Kubernetes' {"log": ...}, journalctl -o json, and
// what log shippers make of syslog.
#pragma once

#include <string>
#include <string_view>

namespace codes {

// The line as syslog would have written it, "TIME HOST PROGRAM[PID]: MESSAGE"; what the object does
// not tell is left out. Empty for what is no such object.
std::string line_in_json(std::string_view json);

}  // namespace codes
