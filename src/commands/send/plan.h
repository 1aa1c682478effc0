// From the options of `ehlo send` to what is to be done, with every check that needs no network.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "commands/env.h"
#include "commands/send/options.h"
#include "commands/target.h"
#include "net/endpoint.h"
#include "smtp/conversation.h"

namespace commands {

struct SendJob {
  std::optional<net::Endpoint> server;  // else the mail hosts of `domain`
  std::string domain;
  std::uint16_t port = 25;
  Dialing dialing;
  smtp::Patience patience{};
  std::vector<std::string> dns_servers;
  smtp::Plan plan;  // its TLS names are filled in for each host
  std::optional<std::string> sni, verify_target;
  std::vector<smtp::Path> to, cc;  // what stands in the header; plan.recipients has all
};

// Errors name the option: "--timeout: '5 parsecs' is not a duration: ...".
base::Result<SendJob> plan_send(const SendOptions& options, const Env& env);

}  // namespace commands
