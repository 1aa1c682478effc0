#include "commands/exit.h"

#include <algorithm>

#include "commands/monitor_exit.h"

namespace commands {

using base::ErrorKind;
using base::Stage;

int status(Exit exit) {
  if (exit == kMonitorCritical) return 2;
  if (exit == kMonitorUnknown) return 3;
  switch (exit) {
    case Exit::usage:
      return 64;
    case Exit::data:
      return 65;
    case Exit::no_input:
      return 66;
    case Exit::io:
      return 74;
    case Exit::policy:
      return 77;
    case Exit::protocol:
      return 76;
    case Exit::no_host:
      return 68;
    case Exit::refused:
      return 69;
    case Exit::temporary:
      return 75;
    case Exit::check:
      return 1;
    case Exit::ok:
      return 0;
  }
  return 70;
}

Exit exit_for(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage:
      return Exit::usage;
    case ErrorKind::parse:
      return Exit::data;
    case ErrorKind::no_input:
      return Exit::no_input;
    case ErrorKind::no_host:
      return Exit::no_host;
    case ErrorKind::io:
      return Exit::io;
    case ErrorKind::connect:
    case ErrorKind::timeout:
    case ErrorKind::lost:
      return Exit::temporary;
    case ErrorKind::protocol:
      return Exit::protocol;
    case ErrorKind::tls:
    case ErrorKind::auth:
      return Exit::policy;
    case ErrorKind::unsupported:
      return Exit::refused;
  }
  return Exit::io;
}

Exit exit_for(const smtp::Reply& refusal, Stage stage) {
  if (refusal.temporary()) return Exit::temporary;
  if (stage == Stage::auth || stage == Stage::starttls) return Exit::policy;
  return refusal.permanent() ? Exit::refused : Exit::protocol;
}

Exit worse(Exit a, Exit b) { return std::min(a, b); }

}  // namespace commands
