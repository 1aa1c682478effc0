// MAIL and RCPT as a server reads them (RFC 5321 section 4.1.1.2, 4.1.1.3), with the parameters of
// SIZE, 8BITMIME, BINARYMIME, SMTPUTF8, DSN and AUTH.
#pragma once

#include <cstdint>
#include <string_view>
#include <tl/expected.hpp>

#include "smtp/path.h"
#include "smtp/reply.h"

namespace smtp {

enum class EnvelopeVerb { mail, rcpt };

struct EnvelopeCommand {
  Path path;
  std::uint64_t size = 0;  // 0: not said
  bool smtputf8 = false;
  bool binary = false;
  bool blank_behind_colon = false;  // against the grammar; taken all the same
};

// `argument`: what stands behind "MAIL " or "RCPT ". Else the reply that refuses it. A source route
// is dropped (RFC 5321 appendix C).
tl::expected<EnvelopeCommand, Reply> parse_envelope_command(EnvelopeVerb verb,
                                                            std::string_view argument);

}  // namespace smtp
