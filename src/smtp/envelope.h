// The envelope that a client sends: MAIL and RCPT with their parameters, and whether the server
// offers what they need.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "smtp/conversation.h"

namespace smtp {

// An address of the envelope holds more than ASCII, so that MAIL must ask for SMTPUTF8 (RFC 6531).
bool needs_smtputf8(const Plan& plan);

// Everything that was demanded is offered, and the message is within the server's SIZE. Else an
// Error of kind unsupported (kind tls for REQUIRETLS outside of verified TLS) that names the
// option: nothing of the message was sent.
base::Result<void> check_offers(const Plan& plan, const Message& message, const Outcome& outcome);

// BODY, SIZE and SMTPUTF8 by themselves where the server offers them and they are needed; behind
// them what the plan demands.
std::string mail_command(const Plan& plan, const Message& message, const Extensions& offered);
std::string rcpt_command(const Plan& plan, const Path& recipient);

// Content with bytes above 127 is announced (BODY=8BITMIME, BODY=BINARYMIME).
bool declares_8bit(const Message& message, const Extensions& offered);

// "BDAT 65536", "BDAT 12 LAST" (RFC 3030).
std::string bdat_command(std::uint64_t size, bool last);

// How many recipients one transaction may have, from the first of `recipients` on: all, unless the
// server's LIMITS say less (RFC 9422: RCPTMAX, RCPTDOMAINMAX).
std::size_t recipients_in_one(const Extensions& offered,
                              const std::vector<RecipientResult>& recipients, std::size_t first);

// A number of LIMITS; nothing where the server does not say it.
std::optional<std::uint64_t> limit(const Extensions& offered, std::string_view name);

}  // namespace smtp
