// One c-ares channel: it sends a question, repeats it, goes over to TCP when the answer was cut
// (or leaves that to the caller), and passes over datagrams that answer something else. What
// answers mean is not decided here.
#pragma once

#include <ares.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/deadline.h"
#include "base/result.h"
#include "dns/resolver.h"
#include "net/address.h"
#include "net/interrupt.h"

namespace dns {

class CaresChannel {
 public:
  // `datagrams` tells what was cut as it came: with TC (RFC 1035 section 4.1.1) set.
  enum class Transport { datagrams_then_tcp, datagrams, tcp };
  struct Options {
    std::vector<net::TcpAddress> servers;  // empty: those of resolv.conf
    base::Duration timeout{5000};          // of the first try; c-ares doubles it for each later one
    int tries = 1;                         // over all servers
    Transport transport = Transport::datagrams_then_tcp;
    bool any_rcode = false;    // SERVFAIL and its like are an answer, not a reason to go on asking
    bool search_list = false;  // a host that is not found is tried under resolv.conf's domains
    std::shared_ptr<const net::Interrupt> interrupt;  // once raised, it is past the deadline
  };

  // Error kind io: no memory, or a configuration file that c-ares cannot read.
  static base::Result<CaresChannel> open(const Options& options);

  std::vector<net::TcpAddress> servers() const;

  // `status` is ARES_SUCCESS with a message, or why there is none.
  struct Message {
    int status = ARES_ECANCELLED;
    std::string bytes;
  };
  // In the order of `queries`, of which kMostInFlight at a time are under way. ARES_ETIMEOUT for
  // those without an answer at the deadline. More at a time, of several channels together, overflow
  // the name server's socket buffer, and each lost question waits out its first try.
  static constexpr std::size_t kMostInFlight = 32;
  std::vector<Message> send_all(const std::vector<std::string>& queries, base::Deadline deadline);

  struct Addresses {
    int status = ARES_ECANCELLED;
    std::vector<net::IpAddress> found;
  };
  // /etc/hosts first, then the servers; sorted by RFC 6724. ARES_ETIMEOUT at the deadline.
  Addresses addresses(const std::string& host, net::Family family, base::Deadline deadline);

 private:
  struct Destroy {
    void operator()(ares_channeldata* channel) const { ares_destroy(channel); }
  };

  CaresChannel(ares_channeldata* channel, const Options& options)
      : channel_(channel), interrupt_(options.interrupt) {}
  bool is_over(base::Deadline deadline) const;
  void wait(base::Deadline deadline);

  std::unique_ptr<ares_channeldata, Destroy> channel_;
  std::shared_ptr<const net::Interrupt> interrupt_;
};

// A question with recursion desired, EDNS (RFC 6891) and the AD bit, which asks for AD in the
// answer (RFC 6840 section 5.7). Nothing for a name that cannot be asked.
std::optional<std::string> make_query(std::string_view name, Type type);

// The same with checking disabled (CD, RFC 4035 section 3.2.2): a validating resolver then tells
// even what DNSSEC proves wrong.
std::string without_checking(std::string query);

}  // namespace dns
