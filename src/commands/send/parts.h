// The parts of the message of `ehlo send`: what --body, --html, --attach and their like ask for.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "commands/send/options.h"
#include "message/mime.h"
#include "message/tokens.h"

namespace commands {

// "[TYPE:]@FILE[;name=NAME]", "-", or "[TYPE:]TEXT", as --attach takes it.
struct AttachValue {
  std::string_view type;     // empty: not told
  std::string_view content;  // "@FILE", "-" or the text
  std::optional<std::string_view> name;
};
AttachValue split_attach(std::string_view value);

// "CID:FILE", as --inline takes it; the file may have an @ before it.
struct InlineValue {
  std::string_view id, file;
};
InlineValue split_inline(std::string_view value);

// One part, that can be opened again for each message.
struct PlannedPart {
  std::string option;  // that asks for it, for errors
  std::string type, name, content_id;
  std::string text;  // it, unless it stands in
  std::string file;  // this one; "-": standard input
  message::Survey survey;
};

struct PlannedParts {
  std::vector<PlannedPart> texts, inlined, attachments;
};

// The options in swaks' way: --attach-type holds for each --attach behind it until the next one, or
// until an --attach-body, which it is for too; --attach-name holds for the next --attach. Texts are
// --body, each --attach-body, --html. Errors name the option; kind no_input for a file that cannot
// be read, kind parse for an attachment that is neither @FILE nor a text with a type.
base::Result<PlannedParts> plan_parts(const SendOptions& options);

// `tokens` are replaced in the texts. Error kind no_input.
base::Result<message::Parts> open_parts(const PlannedParts& planned,
                                        const message::TokenReplacer::Table& tokens);

}  // namespace commands
