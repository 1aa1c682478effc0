// The canonical text of a Script, and lines of it for whoever writes a session file while it
// happens.
//
// The law: print(parse(print(s))) == print(s).
#pragma once

#include <string>
#include <string_view>

#include "session/script.h"
#include "smtp/reply.h"
#include "smtp/transcript.h"

namespace session {

std::string print(const Script& script);

// One statement, with its line end; a reply has several lines.
std::string print(const Statement& statement);

// What follows ends without a line end.

// The line for what a client sent (without CRLF): "C: EHLO mx", or @send "..." when it holds bytes
// that no C: line can hold. {{ and \* are escaped, so that it says exactly this line.
std::string client_line(std::string_view line);

// The S: lines for a reply that came in: read again, they are matched by that reply, whatever a
// hostile server wrote into it. Its text passes printable() and {{ is escaped.
std::string server_lines(const smtp::Reply& reply);

// @send "..." for exactly these bytes.
std::string send_line(std::string_view bytes);

// The same for a comment: of many bytes only the first, and how many they are.
std::string shown_send_line(std::string_view bytes);

// The same for a transcript: more than 4096 bytes are a comment. The server's has @S before it.
std::string told_send_line(std::string_view bytes);
std::string told_server_send_line(std::string_view bytes);

// `text` as an argument of a directive: in quotes where it must be.
std::string word(std::string_view text);

// "@connect mx.example.com:25 from=192.0.2.1".
std::string connect_line(const smtp::event::Connecting& connecting);

// "@tls verify=on name=mx.example.com": what was asked of the handshake.
std::string tls_line(const net::TlsOptions& options);

// "@auth PLAIN user=alice password={{password}}"; and a line of the exchange below it, as the text
// of a comment: "C: ***". An empty one has nothing behind the colon.
std::string auth_line(const smtp::event::AuthBegun& begun);
std::string login_line(const smtp::event::AuthLine& line);

}  // namespace session
