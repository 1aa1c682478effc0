// --sign-dkim and --dkim-canon.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "commands/env.h"
#include "commands/send/message.h"
#include "commands/send/options.h"

namespace commands {

// What `options` ask to sign with goes over `message`: each time that it is composed it is read
// once for its hash and composed again, as the signature stands ahead of it. Errors name the
// option: kind parse for what is not DOMAIN:SELECTOR:KEYFILE and for a key that cannot sign, kind
// no_input for its file, kind usage for a message that can be read only once or brings its own
// dots.
base::Result<OpenMessage> with_signatures(OpenMessage message, const SendOptions& options,
                                          const Env& env);

// The KEYFILE of DOMAIN:SELECTOR:KEYFILE; empty where there is none.
std::string key_file_of(std::string_view text);

}  // namespace commands
