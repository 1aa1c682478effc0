#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "probe/checks.h"
#include "probe/scene.h"

namespace probe {
namespace {

using base::ErrorKind;

bool was_dialled(const AddressFacts& facts) {
  return facts.connected() || facts.lost_at(base::Stage::connect);
}

Judgements judge_connect(const AddressScene& scene) {
  if (!scene.address.connected()) return {};
  return holds(fmt::format("in {}", base::show_duration(*scene.address.times.connect)));
}

Judgements judge_filtered(const AddressScene& scene) {
  const AddressFacts& facts = scene.address;
  if (!was_dialled(facts) || facts.connected() || facts.error->kind != ErrorKind::timeout)
    return {};
  return broken(
      fmt::format("no answer at all ({}): a firewall drops the packets, or the machine "
                  "is off",
                  facts.error->text));
}

Judgements judge_refused(const AddressScene& scene) {
  const AddressFacts& facts = scene.address;
  if (!was_dialled(facts) || facts.connected() || facts.error->kind == ErrorKind::timeout)
    return {};
  return broken(fmt::format("no connection: {}", facts.error->text));
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
  };
  return kChecks;
}

}  // namespace probe
