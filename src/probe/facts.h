// What was seen of a target: facts only. What they mean is for the checks.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/deadline.h"
#include "base/result.h"
#include "dns/resolver.h"
#include "net/address.h"
#include "net/dialer.h"
#include "net/ports.h"
#include "net/tls.h"
#include "net/tls_chain.h"
#include "policy/dane.h"
#include "policy/dnsbl.h"
#include "policy/domain_report.h"
#include "policy/mail_routing.h"
#include "policy/mta_sts.h"
#include "smtp/extensions.h"
#include "smtp/reply.h"

namespace probe {

// How a server is to be spoken to.
struct Place {
  std::string name;   // A-labels or an IP literal; empty for a socket or a child
  std::string shown;  // as the user would write it: "mx.example.com:25"
  std::uint16_t port = 25;
  bool tls_first = false;  // TLS from the first byte
  bool lmtp = false;
  std::optional<net::Address> local{};  // the socket or child, which no DNS is asked for

  bool is_submission() const { return port == net::kSubmissionPort || port == net::kSmtpsPort; }
};

// How long each step took, whole replies and whole handshakes; nothing for what was not reached.
struct Times {
  std::optional<base::Duration> connect, greeting, ehlo, tls;
  base::Duration total{};
};

// One conversation with one address: greeting, EHLO, STARTTLS, EHLO, QUIT.
struct AddressFacts {
  net::Address address;
  std::string shown;  // "192.0.2.1", "unix:/run/lmtp"
  // From the DNS, before the conversation.
  policy::MailAddress names{};
  std::vector<policy::DnsblAnswer> lists{};

  std::optional<base::Error> error{};            // what ended it early; its stage says where
  net::Obstacle obstacle = net::Obstacle::none;  // to the connection
  std::size_t heard = 0;                         // bytes that came, before TLS and in it
  // After that: spoken to the other way (TLS from the first byte in place of plaintext, or the
  // reverse) on a second connection, it answered. Its time is part of the total.
  bool other_way = false;
  std::optional<smtp::Reply> greeting{}, hello{}, starttls{}, secure_hello{};
  bool only_helo = false;  // EHLO was refused, HELO was not
  smtp::Extensions plain{}, secure{};
  std::optional<net::TlsFacts> tls{};
  net::ChainFacts chain{};
  std::optional<net::TlsTicket> ticket{};  // the last one
  Times times{};

  bool is_local() const { return !std::holds_alternative<net::TcpAddress>(address); }
  bool connected() const { return times.connect.has_value(); }
  bool lost_at(base::Stage stage) const { return error && error->stage == stage; }
  // What it offers to who has gone as far as can be.
  const smtp::Extensions& offered() const { return secure_hello ? secure : plain; }
  const std::optional<smtp::Reply>& last_hello() const {
    return secure_hello ? secure_hello : hello;
  }
};

// The TLSA records of a host and port (RFC 7672), and whether they count.
struct TlsaFacts {
  std::string base{};  // the host, or what it is an alias of: a certificate may name either
  std::string name{};  // "_25._tcp.mx.example.com"; empty: not asked for
  dns::Answer answer{};
  std::vector<policy::TlsaRecord> records{};  // those that could be read
  bool address_authentic = false;             // the host's addresses
};

struct HostFacts {
  Place place;
  std::optional<std::uint16_t> preference{};  // of the MX or SRV record that named it
  bool looked_up = false;                     // its name was asked for in the DNS
  std::optional<base::Error> trouble{};       // why there is no address
  TlsaFacts tlsa{};
};

// The policy of MTA-STS (RFC 8461).
struct StsFacts {
  bool published = false;
  std::optional<policy::StsPolicy> policy{};
  std::string trouble{};  // why it is published and not to be had, or why the DNS does not tell
};

struct DomainFacts {
  std::string name;  // A-labels
  policy::DomainReport report{};
  StsFacts sts{};
  bool mx_authentic = false;
};

}  // namespace probe
