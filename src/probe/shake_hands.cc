#include "probe/shake_hands.h"

#include "probe/call.h"

namespace probe {
namespace {

bool up_to_handshake(Call& call, const Subject& subject) {
  if (!call.connect(subject.facts.address)) return false;
  if (subject.host.place.tls_first) return true;
  return call.greet() && call.hello() && call.ask_for_tls();
}

}  // namespace

Shaken shake_hands(const Subject& subject, const Wish& wish) {
  Call call(subject.dialer, subject.host.place, wish, subject.listener);
  const bool began = up_to_handshake(call, subject);
  const bool accepted = began && call.handshake();
  if (subject.host.place.tls_first && accepted) call.greet();
  AddressFacts facts = call.finish();
  if (accepted) return {std::move(facts.tls)};
  if (!facts.error) return {{}, "STARTTLS is refused"};
  const bool refused = began && facts.error->kind != base::ErrorKind::timeout;
  return {{}, std::move(facts.error->text), refused};
}

}  // namespace probe
