#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "probe/checks.h"
#include "probe/scene.h"

namespace probe {
namespace {

using base::ErrorKind;
using net::Obstacle;

// The error that came in place of a connection, when this is what stopped it.
const base::Error* stopped(const AddressScene& scene, Obstacle obstacle) {
  const AddressFacts& facts = scene.address;
  const bool here = facts.lost_at(base::Stage::connect) && facts.error->kind != ErrorKind::timeout;
  return here && facts.obstacle == obstacle ? &*facts.error : nullptr;
}

Judgements judge_connect(const AddressScene& scene) {
  if (!scene.address.connected()) return {};
  return holds(fmt::format("in {}", base::show_duration(*scene.address.times.connect)));
}

Judgements judge_filtered(const AddressScene& scene) {
  const AddressFacts& facts = scene.address;
  if (!facts.lost_at(base::Stage::connect) || facts.error->kind != ErrorKind::timeout) return {};
  return broken(
      fmt::format("no answer at all ({}): a firewall drops the packets, or the machine "
                  "is off",
                  facts.error->text));
}

Judgements judge_refused(const AddressScene& scene) {
  const base::Error* error = stopped(scene, Obstacle::there);
  if (error == nullptr) error = stopped(scene, Obstacle::none);
  return error == nullptr ? Judgements() : broken("no connection: " + error->text);
}

Judgements judge_unreachable(const AddressScene& scene) {
  const base::Error* error = stopped(scene, Obstacle::on_the_way);
  return error == nullptr ? Judgements() : broken("no connection: " + error->text);
}

// Whose fault it is not: the server's.
Judgements judge_route(const AddressScene& scene) {
  const base::Error* error = stopped(scene, Obstacle::here);
  if (error == nullptr) return {};
  if (error->kind == ErrorKind::io)
    return milder(Verdict::unknown, "not looked at: " + error->text,
                  "raise this machine's limit (ulimit -n), or look at fewer at a time (--jobs)");
  const auto* tcp = std::get_if<net::TcpAddress>(&scene.address.address);
  const bool v6 = tcp != nullptr && tcp->ip.is_v6();
  return milder(Verdict::unknown,
                fmt::format("not looked at: nothing left this machine ({})", error->text),
                fmt::format("this machine has no way to {}: look from another one, or leave IPv{} "
                            "out (-{})",
                            scene.address.shown, v6 ? 6 : 4, v6 ? 4 : 6));
}

Judgements judge_socket(const AddressScene& scene) {
  const base::Error* error = stopped(scene, Obstacle::socket);
  return error == nullptr ? Judgements() : broken("no connection: " + error->text);
}

}  // namespace

std::span<const Check> connect_checks() {
  static constexpr std::array kChecks{
      Check{"connect", Stage::connect, Verdict::fail, "", "a connection can be made", "",
            judge_connect},
      Check{"connect-filtered", Stage::connect, Verdict::fail, "",
            "the connection is answered, be it with a refusal",
            "look for a firewall on the way (many providers block port 25 out of their networks: "
            "try from another one), and whether the machine is up",
            judge_filtered},
      Check{"connect-refused", Stage::connect, Verdict::fail, "",
            "somebody listens at this address and port",
            "start the mail server, let it listen on this address and port, or let the firewall "
            "through",
            judge_refused},
      Check{"connect-unreachable", Stage::connect, Verdict::fail, "",
            "no router or firewall on the way says that the host cannot be reached",
            "look whether the machine is up, and what on the way answers for it (traceroute -T -p "
            "25); try from another network",
            judge_unreachable},
      Check{"connect-route", Stage::connect, Verdict::unknown, "",
            "this machine has a way to the address", "look from another machine", judge_route},
      Check{"connect-socket", Stage::connect, Verdict::fail, "",
            "there is such a socket, and it may be opened",
            "start the server, or correct the path; then look who may open it", judge_socket},
  };
  return kChecks;
}

}  // namespace probe
