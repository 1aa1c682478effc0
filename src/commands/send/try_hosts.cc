#include "commands/send/try_hosts.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "commands/exit.h"

namespace commands {
namespace {

using base::Error;
using base::ErrorKind;

bool never_greeted(const smtp::Outcome& outcome) {
  return !outcome.greeting && outcome.error &&
         (outcome.error->kind == ErrorKind::lost || outcome.error->kind == ErrorKind::timeout);
}

bool not_now(const smtp::Outcome& outcome) {
  return outcome.refused_at == base::Stage::greeting && outcome.greeting->temporary();
}

bool may_be_mended(const smtp::Outcome& outcome) {
  return !outcome.error || exit_for(outcome.error->kind) == Exit::temporary;
}

smtp::Outcome failed(Error error) {
  smtp::Outcome outcome;
  outcome.error = std::move(error);
  return outcome;
}

class Search {
 public:
  Search(const Target& target, const Dialing& dialing, dns::Resolver& resolver, net::Dialer& dialer,
         smtp::Transcript& transcript, const Converse& converse)
      : target_(target),
        dialing_(dialing),
        resolver_(resolver),
        dialer_(dialer),
        transcript_(transcript),
        converse_(converse) {}

  smtp::Outcome run();

 private:
  std::optional<smtp::Outcome> try_host(const Host& host);
  void keep(smtp::Outcome outcome);
  void keep(Error error);

  const Target& target_;
  const Dialing& dialing_;
  dns::Resolver& resolver_;
  net::Dialer& dialer_;
  smtp::Transcript& transcript_;
  const Converse& converse_;
  std::optional<smtp::Outcome> best_;
  std::vector<std::string> troubles_;
};

void Search::keep(smtp::Outcome outcome) {
  if (outcome.error && std::ranges::find(troubles_, outcome.error->text) == troubles_.end())
    troubles_.push_back(outcome.error->text);
  if (!best_ || may_be_mended(outcome) || !may_be_mended(*best_)) best_ = std::move(outcome);
}

void Search::keep(Error error) { keep(failed(std::move(error))); }

// The Outcome that ends the search, or nothing.
std::optional<smtp::Outcome> Search::try_host(const Host& host) {
  const auto addresses = addresses_of(host, dialing_, resolver_);
  if (!addresses) {
    transcript_.warn(addresses.error().text);
    keep(addresses.error());
    return std::nullopt;
  }
  for (const net::Address& address : *addresses) {
    auto stream = dial(host, address, dialing_, dialer_, transcript_);
    if (!stream) {
      // What ails this machine ails it at the next address too.
      if (stream.error().kind == ErrorKind::io) return failed(stream.error());
      keep(stream.error());
      continue;
    }
    smtp::Outcome outcome = converse_(std::move(*stream), host);
    const bool next_host = target_.by_mx && not_now(outcome);
    if (!next_host && !never_greeted(outcome)) return outcome;
    keep(std::move(outcome));
    const bool more_addresses = !next_host && &address != &addresses->back();
    if (more_addresses)
      transcript_.note("the next address is tried");
    else if (&host != &target_.hosts.back())
      transcript_.note("the next mail host is tried");
    if (next_host) break;
  }
  return std::nullopt;
}

smtp::Outcome Search::run() {
  for (const Host& host : target_.hosts)
    if (auto outcome = try_host(host)) return std::move(*outcome);
  if (!best_)
    keep(Error{ErrorKind::no_host, base::Stage::connect, "there is no address to connect to"});
  if (best_->error) best_->error->text = fmt::format("{}", fmt::join(troubles_, "; "));
  return std::move(*best_);
}

}  // namespace

smtp::Outcome try_hosts(const Target& target, const Dialing& dialing, dns::Resolver& resolver,
                        net::Dialer& dialer, smtp::Transcript& transcript,
                        const Converse& converse) {
  return Search(target, dialing, resolver, dialer, transcript, converse).run();
}

}  // namespace commands
