#include "probe/tests.h"

#include <fmt/format.h>

#include "base/text.h"
#include "probe/examination.h"
#include "probe/relay_forms.h"
#include "probe/smuggling.h"
#include "probe/tls_enumeration.h"

namespace probe {

std::vector<std::string> intentions(const Tests& tests) {
  std::vector<std::string> all;
  if (tests.relay || tests.open_relay)
    all.push_back(fmt::format(
        "--{}: on one connection to each address ({} where the server hangs up) MAIL and RCPT name "
        "foreign recipients, with RSET between; no DATA, no message is sent",
        tests.open_relay ? "open-relay" : "relay-test", kMostRelayConnections));
  if (tests.tls_enumerate)
    all.push_back(fmt::format("--tls-enumerate: at most {} connections to each address",
                              kMostHandshakes + kMostSessions));
  if (tests.smuggling)
    all.push_back(
        fmt::format("--smuggling: {} connections to each address, and on each a message to {}",
                    near_misses().size(), base::printable(tests.recipients.front().address())));
  return all;
}

}  // namespace probe
