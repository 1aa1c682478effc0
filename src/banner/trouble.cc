#include "banner/trouble.h"

#include <fmt/format.h>

#include "base/text.h"

namespace banner {
namespace {

using base::ErrorKind;
using base::Stage;

std::string_view about_connection(ErrorKind kind, net::Obstacle obstacle) {
  if (kind == ErrorKind::timeout || obstacle == net::Obstacle::on_the_way)
    return "look for a firewall on the way (many networks block port 25: try from another one), "
           "and whether the machine is up";
  if (obstacle == net::Obstacle::here && kind == ErrorKind::io)
    return "raise this machine's limit (ulimit -n), or look at fewer at a time (--jobs)";
  if (obstacle == net::Obstacle::here)
    return "nothing left this machine, which has no way there: look from another one (-4 and -6 "
           "leave a family out)";
  if (obstacle == net::Obstacle::socket)
    return "start the server, or correct the path of its socket; then look who may open it";
  return "start the mail server, let it listen on this address and port, or let the firewall "
         "through";
}

std::string_view about_silence(const Meeting& meeting) {
  if (meeting.heard > 0) return kHalfAGreeting;
  if (meeting.tls) return "look at its load and its name servers";
  return "where TLS comes first (port 465) a server is silent too: try smtps://; else look at its "
         "load and its name servers";
}

std::string_view about_greeting(ErrorKind kind, const Meeting& meeting) {
  switch (kind) {
    case ErrorKind::timeout:
      return about_silence(meeting);
    case ErrorKind::lost:
      return "see the server's log: a wrapper, a block list or a full connection table hangs up "
             "like this";
    case ErrorKind::protocol:
      return "another service listens on this port, or something on the way talks in between";
    case ErrorKind::tls:
      return "name it as smtps://HOST:PORT";
    case ErrorKind::usage:
    case ErrorKind::parse:
    case ErrorKind::no_input:
    case ErrorKind::no_host:
    case ErrorKind::io:
    case ErrorKind::connect:
    case ErrorKind::auth:
    case ErrorKind::unsupported:
      break;
  }
  return "";
}

}  // namespace

std::string half_a_greeting(std::size_t heard) {
  return fmt::format("{} byte{} came, and not its end", base::show_count(heard),
                     heard == 1 ? "" : "s");
}

std::string_view advice(const base::Error& error, const Meeting& meeting) {
  switch (error.stage) {
    case Stage::connect:
      return about_connection(error.kind, meeting.obstacle);
    case Stage::tls:
      return meeting.tls ? "where plaintext comes first, name it as smtp://HOST:PORT" : "";
    case Stage::greeting:
      return about_greeting(error.kind, meeting);
    case Stage::ehlo:
    case Stage::lhlo:
      return "see the server's log: a policy, or a firewall that inspects SMTP, hangs up like this";
    case Stage::resolve:
      return error.kind == ErrorKind::no_host
                 ? ""
                 : "see whether this machine's name servers answer, or ask another: --dns-server";
    case Stage::none:
    case Stage::helo:
    case Stage::starttls:
    case Stage::auth:
    case Stage::mail:
    case Stage::rcpt:
    case Stage::data:
    case Stage::message:
    case Stage::dot:
    case Stage::rset:
    case Stage::quit:
    case Stage::other:
      break;
  }
  return "";
}

policy::Verdict verdict_of(const base::Error& error, net::Obstacle obstacle) {
  const bool dark = error.stage == Stage::resolve && error.kind != ErrorKind::no_host;
  return dark || obstacle == net::Obstacle::here ? policy::Verdict::unknown : policy::Verdict::fail;
}

}  // namespace banner
