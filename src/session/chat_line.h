// The lines of a conversation as other programs print it: one table of who prints how.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace session {

struct ChatLine {
  enum class Kind {
    client,     // said by the client: `text`, without CRLF
    server,     // one line of a reply: `text`
    connected,  // `text` is HOST:PORT, or empty when it is not told
    tls,        // the handshake happened here
    more,       // goes on with the line before: it was folded
    blank,      // nothing, or a remark that says nothing of the conversation
    unknown,
  };
  Kind kind = Kind::unknown;
  std::string_view text = {};
};

struct ChatStyle {
  std::string_view name;   // "swaks"
  std::string_view looks;  // how its lines look, for a complaint
  ChatLine (*read)(std::string_view line);
};

std::span<const ChatStyle> chat_styles();

// Whose lines most of `lines` are; null when none of them is anybody's.
const ChatStyle* recognise_chat(const std::vector<std::string>& lines);

}  // namespace session
