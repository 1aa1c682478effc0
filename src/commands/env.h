// The world, as a command sees it. Nothing else is asked of the machine, so that each command runs
// in a unit test without a network, a terminal or a clock.
#pragma once

#include <functional>
#include <istream>
#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include "dns/cares.h"
#include "dns/resolver.h"
#include "message/date.h"
#include "net/dialer.h"

namespace commands {

struct Env {
  std::istream& in;
  std::ostream& out;            // results
  std::ostream& err;            // complaints and progress
  bool out_is_writable = true;  // false when it was closed
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  int columns = 80;
  std::function<std::optional<std::string>(const std::string& name)> getenv;
  std::function<message::Moment()> now;
  std::function<std::string()> host_name;  // the machine's own, fully qualified where it can be
  std::function<base::Result<std::string>(const std::string& prompt)> ask_secret;  // without echo
  net::Dialer& dialer;
  std::function<base::Result<std::unique_ptr<dns::Resolver>>(const dns::CaresOptions&)> resolver;
};

}  // namespace commands
