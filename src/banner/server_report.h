// All that is told of one server.
#pragma once

#include <string>
#include <vector>

#include "banner/look.h"
#include "base/deadline.h"
#include "net/dialer.h"
#include "policy/mail_routing.h"
#include "policy/row.h"

namespace banner {

struct ServerReport {
  std::string target;   // as the user wrote it
  std::string host;     // "mx.example.com:25"; empty when there is none
  std::string address;  // "192.0.2.1:25"; empty when none was connected to
  base::Duration connect{};
  Look look;                                     // its error also when there was no connection
  net::Obstacle obstacle = net::Obstacle::none;  // to the connection
  policy::MailAddress reverse{};  // the names of the address, when they were asked for

  // The worst of its findings and of its error.
  policy::Verdict verdict() const;
};

// What the names of the address tell against the greeting, which `host_name` may be the name of too
// (empty: the target has none).
std::vector<policy::Finding> reverse_findings(const policy::MailAddress& reverse,
                                              const Greeting& greeting,
                                              const std::string& host_name);

}  // namespace banner
