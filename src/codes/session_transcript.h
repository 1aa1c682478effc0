// The session that sendmail and its kin quote in a bounce.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "codes/bounce_text.h"

namespace codes {

// What stands under "Transcript of session follows" without what the mailer said, at most
// kMostDiagnostic; or a "(reason: ...)". Empty when there is neither.
std::string session_transcript(std::string_view text);

// Gives each of several recipients the lines of the transcript that are about it: `<bob@b>... User
// unknown`, `"|/usr/bin/vacation"... unknown mailer error 1`, and what the server said before.
// Whether there are such lines for any: then none of the transcript is about the others, who keep
// their own words.
bool divide_transcript(std::string_view text, std::vector<FailedAddress>& failed);

// Whether the transcript holds one refusal, and that of the message itself. sendmail sends RCPT
// and DATA in one go, so a refused recipient stands behind DATA too; but then DATA is refused as
// well.
bool refused_after_data(std::string_view text);

}  // namespace codes
