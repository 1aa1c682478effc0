// One TLS session: OpenSSL's SSL, driven with deadlines.
#pragma once

#include <optional>
#include <string>

#include "net/tls_channel.h"
#include "net/tls_context.h"
#include "net/tls_ptr.h"
#include "net/tls_wire.h"
#include "net/tls_words.h"

namespace net {

class TlsSession final : public TlsChannel {
 public:
  TlsSession(FdChannel& plain, SSL_CTX& context, TlsRole role);

  // Before the handshake: an earlier session, and whom to tell of a new one.
  void offer(const TlsOptions& options);
  base::Result<void> handshake(base::Deadline deadline);
  // As a client, before TLS 1.3: in the session, to agree on all anew.
  base::Result<void> handshake_again(base::Deadline deadline);
  // After the handshake. The chain is told, and not judged.
  TlsFacts facts() const;
  SSL* ssl() const { return ssl_.get(); }

  base::Result<std::size_t> read(std::span<char> into, base::Deadline deadline) override;
  base::Result<void> write(std::span<const std::string_view> pieces,
                           base::Deadline deadline) override;
  bool has_input() override;
  void say_goodbye() override;
  base::Result<void> leave(base::Deadline deadline) override;

 private:
  static int note_certificate_request(SSL*, void* asked);
  base::Result<void> settle(int code, base::Deadline deadline);
  base::Error failure();
  bool certificate_withheld() const;
  base::Result<void> write_piece(std::string_view bytes, base::Deadline deadline);
  base::Result<void> send_close_notify(base::Deadline deadline);
  base::Error reason_of_lost_write(base::Error error);

  FdChannel& plain_;
  TlsWire wire_;
  TlsRole role_;
  TicketListener on_ticket_;
  SslPtr ssl_;
  bool broken_ = false;
  bool certificate_asked_ = false;
  // By has_input(), for the next read().
  std::optional<base::Error> met_;
  bool met_end_ = false;
};

}  // namespace net
