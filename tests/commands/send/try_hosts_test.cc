#include "commands/send/try_hosts.h"

#include <doctest/doctest.h>

#include "commands/world.h"
#include "smtp/talk.h"

using namespace commands;
using namespace test;
using base::ErrorKind;
using base::Stage;

namespace {

Target by_mx(const Lines& names) {
  Target target;
  target.by_mx = true;
  for (const std::string& name : names) {
    net::Endpoint endpoint;
    endpoint.host = name;
    endpoint.port = 25;
    target.hosts.push_back({name, net::show(endpoint), endpoint});
  }
  return target;
}

smtp::Outcome failed(ErrorKind kind, const std::string& text, Stage stage = Stage::greeting) {
  smtp::Outcome outcome;
  outcome.error = base::Error{kind, stage, text};
  return outcome;
}

smtp::Outcome greeted(int code) {
  smtp::Outcome outcome;
  outcome.greeting = smtp::Reply{code, {"mx"}};
  if (code >= 400) outcome.refused_at = Stage::greeting;
  return outcome;
}

// A search; each connection that stands has the next of `outcomes`.
struct Search {
  Search(World& world, const Target& target, std::vector<smtp::Outcome> outcomes) {
    const Told told(transcript);
    auto next = outcomes.begin();
    const auto converse = [&](std::unique_ptr<net::Stream>, const Host& host) {
      REQUIRE(next != outcomes.end());
      talked.push_back(host.name);
      return *next++;
    };
    outcome = try_hosts(target, {}, world.dns, world.dialer, transcript, converse);
    notes = told.only("note");
  }
  std::string error() const { return outcome.error ? outcome.error->text : ""; }

  smtp::Transcript transcript;
  smtp::Outcome outcome;
  Lines talked, notes;
};

// mx1 and mx2 at one address each; the first `dead` connections are refused.
struct TwoHosts : World {
  explicit TwoHosts(int dead = 0) {
    dns.address("mx1", "192.0.2.1").address("mx2", "192.0.2.2");
    for (int i = 0; i < dead; ++i) dialer.refuse();
    for (int i = 0; i < 2; ++i) dialer.add(peer);
  }
  const ScriptedPeer peer{{hang()}};
};

}  // namespace

TEST_CASE("the first host that takes part is the only one, whatever it says behind its greeting") {
  TwoHosts world;
  CHECK(Search(world, by_mx({"mx1", "mx2"}), {greeted(220)}).talked == Lines{"mx1"});
  TwoHosts refused;
  CHECK(Search(refused, by_mx({"mx1", "mx2"}), {greeted(554)}).talked == Lines{"mx1"});
  TwoHosts broken;
  CHECK(Search(broken, by_mx({"mx1", "mx2"}), {failed(ErrorKind::protocol, "no SMTP")}).talked ==
        Lines{"mx1"});
}

TEST_CASE("the next host follows a connection that fails, and every address is tried") {
  TwoHosts world(2);
  world.dns.address("mx1", "192.0.2.9");
  CHECK(Search(world, by_mx({"mx1", "mx2"}), {greeted(220)}).talked == Lines{"mx2"});
  CHECK(world.dialer.dialled == Lines{"192.0.2.1:25", "192.0.2.9:25", "192.0.2.2:25"});
}

TEST_CASE("the next host follows one that closes or is mute ahead of its greeting") {
  for (const ErrorKind kind : {ErrorKind::lost, ErrorKind::timeout}) {
    TwoHosts world;
    const Search search(world, by_mx({"mx1", "mx2"}), {failed(kind, "gone"), greeted(220)});
    CHECK(search.talked == Lines{"mx1", "mx2"});
    CHECK(search.notes == Lines{"note: the next mail host is tried"});
    CHECK(search.error() == "");
  }
}

TEST_CASE("the next address of a host does too, for a server that was named as well") {
  World world;
  world.dns.address("mx", "192.0.2.1").address("mx", "192.0.2.2");
  const ScriptedPeer peer({hang()});
  world.dialer.add(peer);
  world.dialer.add(peer);
  Target named = by_mx({"mx"});
  named.by_mx = false;
  const Search search(world, named, {failed(ErrorKind::lost, "gone"), greeted(450)});
  CHECK(search.talked == Lines{"mx", "mx"});
  CHECK(search.notes == Lines{"note: the next address is tried"});
  CHECK(search.outcome.greeting->code == 450);
}

TEST_CASE("behind a greeting nothing is tried again: the message may have gone out") {
  TwoHosts world;
  smtp::Outcome lost = failed(ErrorKind::lost, "gone", Stage::dot);
  lost.greeting = smtp::Reply{220, {"mx"}};
  CHECK(Search(world, by_mx({"mx1", "mx2"}), {lost}).talked == Lines{"mx1"});
}

TEST_CASE("a 4xx greeting leads to the next host by MX") {
  TwoHosts world;
  const Search search(world, by_mx({"mx1", "mx2"}), {greeted(421), greeted(450)});
  CHECK(search.talked == Lines{"mx1", "mx2"});
  CHECK(search.outcome.greeting->code == 450);
}

// Nobody takes part.

TEST_CASE("what may be mended by waiting outweighs what may not, and all is told") {
  World world;
  world.dns.address("mx1", "192.0.2.1");
  const Search search(world, by_mx({"mx1", "none"}), {});
  CHECK(search.outcome.error->kind == ErrorKind::connect);
  CHECK(search.error().starts_with("cannot connect to 192.0.2.1:25: connection refused; "));
  CHECK(search.error().find("none") != std::string::npos);
}

TEST_CASE("a host that was busy outweighs one that is not there") {
  TwoHosts world;
  CHECK(Search(world, by_mx({"mx1", "none"}), {greeted(421)}).outcome.greeting->code == 421);
}

TEST_CASE("hosts that are none at all stay none") {
  World world;
  const Search search(world, by_mx({"none", "nil"}), {});
  CHECK(search.outcome.error->kind == ErrorKind::no_host);
}
