// Questions to the DNS and their answers. Virtual, so that a test needs no network.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/deadline.h"
#include "base/result.h"
#include "net/address.h"

namespace dns {

enum class Type { a, aaaa, mx, txt, cname, ptr, srv, tlsa, caa, ns, soa, ds };

std::string_view type_name(Type type);  // "MX"
std::uint16_t type_number(Type type);   // 15

// How a question ended. Only `data` carries records. SERVFAIL is never "there is none". A server
// that cannot be reached at all counts as `refused`; a name that cannot be asked is `no_name`.
enum class Status { data, no_data, no_name, server_failure, refused, timeout, malformed };

struct Record {
  std::string name;  // owner, lower case, without the last dot
  Type type{};
  std::uint32_t ttl = 0;
  // By type: A, AAAA: `ip`. MX: `preference`, `host`. CNAME, PTR, NS: `host`. TXT: `text` (strings
  // joined). SRV: `preference` is the priority, `weight`, `port`, `host`. SOA: `host` is the
  // primary server. TLSA, CAA, DS: `data`, raw.
  net::IpAddress ip;
  std::uint16_t preference = 0, weight = 0, port = 0;
  std::string host;  // lower case, without the last dot; the root is ""
  std::string text;
  std::string data;
};

struct Answer {
  Status status = Status::no_data;
  std::vector<Record> records;       // of the asked type, for the end of the CNAME chain
  std::vector<std::string> aliases;  // the CNAME chain behind the asked name; malformed: a loop
  bool authentic = false;            // the resolver says that DNSSEC holds (AD)
  bool bogus = false;        // SERVFAIL, but told with checking disabled (CD): DNSSEC does not hold
  bool interrupted = false;  // a signal ended the wait, and it is no time-out
  std::vector<std::string> servers;  // asked in vain, "192.0.2.1:53"; empty when one told
};

// "MX lookup for example.com: server failure (SERVFAIL) from 192.0.2.1:53". For every status but
// `data`. One line, safe to print.
std::string explain(const Answer& answer, Type type, std::string_view name);

// The same as an Error of stage resolve: kind no_host when the DNS says that there is none, kind
// timeout or connect when it does not tell.
base::Error failure(const Answer& answer, Type type, std::string_view name);

struct Question {
  std::string name;  // in A-labels
  Type type{};
  friend auto operator<=>(const Question&, const Question&) = default;
};

class Resolver {
 public:
  virtual ~Resolver() = default;

  // `name` in A-labels. The answer tells what happened; it is never an exception or a crash.
  virtual Answer ask(std::string_view name, Type type, base::Deadline deadline) = 0;

  // The answers to all, in the order of the questions; the wait is that of the slowest one where
  // the resolver can ask them together.
  virtual std::vector<Answer> ask_all(const std::vector<Question>& questions,
                                      base::Deadline deadline);

  // The addresses of a host in the order to try them, as the system's resolver would order them;
  // /etc/hosts counts. IP literals and "localhost" ask nobody. Error kind no_host when there is
  // none, kind connect or timeout when the name servers do not tell.
  virtual base::Result<std::vector<net::IpAddress>> addresses(std::string_view host,
                                                              net::Family family,
                                                              base::Deadline deadline) = 0;
};

// What addresses() asks the DNS when nothing nearer knows the host: AAAA, then A. What one family
// has is enough; when none has any and one could not be asked, that is the Error.
base::Result<std::vector<net::IpAddress>> ask_addresses(Resolver& resolver, std::string_view host,
                                                        net::Family family,
                                                        base::Deadline deadline);

// A name as people write it (IDN or ASCII, a last dot allowed) to A-labels, lower case (RFC 5891,
// libidn2, non-transitional). Error kind parse: label too long, empty label, a character that no
// host or mail domain has, what IDNA refuses. ASCII names ask no library.
base::Result<std::string> to_ascii(std::string_view name);

// A-labels to what people read; the name itself when it cannot be.
std::string to_unicode(std::string_view name);

}  // namespace dns
