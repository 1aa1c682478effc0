// Where the connections of a run go: what @connect says, --server, --connect-to and the DNS.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "commands/run/options.h"
#include "dns/resolver.h"
#include "net/address.h"
#include "net/endpoint.h"

namespace commands {

class RunPlaces {
 public:
  // Error kinds usage and parse, for --server and --connect-to.
  static base::Result<RunPlaces> from(const RunOptions& options);

  // The value of {{server}}; empty without --server.
  const std::string& server() const { return server_name_; }

  // What stands in the place of @connect's target: --server, with the target's port if it has none.
  std::string redirect(const std::string& target) const;

  // The addresses behind a target, once --connect-to has had its say. Port 25 where none is said.
  // A name is asked for once in a run. From any thread, each with a resolver of its own.
  base::Result<std::vector<net::Address>> addresses(const std::string& target,
                                                    dns::Resolver& resolver) const;

 private:
  // HOST:PORT:ADDR:PORT; what is empty matches anything, or changes nothing.
  struct Detour {
    std::string from_host, to_host;
    std::uint16_t from_port = 0, to_port = 0;
  };
  struct Known {
    std::mutex mutex;
    std::map<std::string, std::vector<net::Address>> addresses;
  };
  static base::Result<Detour> parse_detour(const std::string& text);
  void detour(net::Endpoint& endpoint) const;

  std::optional<net::Endpoint> server_;
  std::string server_name_;
  std::vector<Detour> detours_;
  net::Family family_ = net::Family::any;
  base::Duration timeout_{};
  std::shared_ptr<Known> known_ = std::make_shared<Known>();
};

}  // namespace commands
