#include "probe/examination.h"

#include <array>

namespace probe {

std::span<const Examination> examinations() {
  static constexpr std::array kExaminations{
      Examination{"login", wants_login, examine_login},
      Examination{"ntlm", wants_ntlm, examine_ntlm},
      Examination{"starttls", wants_starttls_test, examine_starttls},
      Examination{"tls", wants_tls_enumeration, examine_tls},
      Examination{"tls sessions", wants_tls_sessions, examine_tls_sessions},
      Examination{"envelope", wants_envelope, examine_envelope},
      Examination{"relay", wants_relay, examine_relay},
      Examination{"smuggling", wants_smuggling, examine_smuggling},
  };
  return kExaminations;
}

}  // namespace probe
