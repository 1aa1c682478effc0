#include "net/tls_session.h"

#include <openssl/err.h>

#include <array>
#include <chrono>

#include "net/socket_address.h"
#include "net/tls_facts.h"
#include "net/tls_ocsp.h"

namespace net {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

constexpr std::size_t kRecord = 16384;  // RFC 8446 section 5.1
constexpr base::Duration kTimeForGoodbye = std::chrono::seconds(1);

bool is_end(int code) { return code == SSL_ERROR_ZERO_RETURN || ended_without_notice(); }

}  // namespace

TlsSession::TlsSession(FdChannel& plain, SSL_CTX& context, TlsRole role)
    : plain_(plain), wire_(plain), role_(role), ssl_(SSL_new(&context)) {
  BIO* bio = wire_.bio().release();
  SSL_set_bio(ssl_.get(), bio, bio);
  SSL_set_mode(ssl_.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  if (role == TlsRole::client) {
    SSL_set_connect_state(ssl_.get());
    SSL_set_cert_cb(ssl_.get(), note_certificate_request, &certificate_asked_);
  } else {
    SSL_set_accept_state(ssl_.get());
  }
}

int TlsSession::note_certificate_request(SSL*, void* asked) {
  *static_cast<bool*>(asked) = true;
  return 1;
}

TlsFacts TlsSession::facts() const {
  TlsFacts facts = facts_of(ssl_.get(), role_);
  facts.client_certificate_asked = certificate_asked_;
  return facts;
}

bool TlsSession::certificate_withheld() const {
  return certificate_asked_ && SSL_get_certificate(ssl_.get()) == nullptr;
}

base::Error TlsSession::failure() {
  broken_ = true;
  const auto lost = [](int error_number) {
    return base::Error{ErrorKind::lost, base::Stage::none, cause(error_number)};
  };
  if (wire_.error_number() != 0) return lost(wire_.error_number());
  if (ended_without_notice()) return lost(EPIPE);
  return {ErrorKind::tls, base::Stage::none, take_tls_words(role_, certificate_withheld())};
}

Result<void> TlsSession::settle(int code, base::Deadline deadline) {
  if (code == SSL_ERROR_WANT_READ) return plain_.wait_readable(deadline);
  if (code == SSL_ERROR_WANT_WRITE) return plain_.wait_writable(deadline);
  if (code == SSL_ERROR_ZERO_RETURN) return fail(ErrorKind::lost, cause(EPIPE));
  return fail(failure());
}

void TlsSession::offer(const TlsOptions& options) {
  if (options.staple != Staple::not_asked) ask_for_ocsp(ssl_.get());
  if (options.resume) SSL_set_session(ssl_.get(), static_cast<SSL_SESSION*>(options.resume.get()));
  on_ticket_ = options.on_ticket;
  SSL_set_app_data(ssl_.get(), &on_ticket_);
}

Result<void> TlsSession::handshake_again(base::Deadline deadline) {
  if (SSL_renegotiate(ssl_.get()) == 1) return handshake(deadline);
  ERR_clear_error();
  return fail(ErrorKind::tls, "TLS 1.3 has no renegotiation");
}

Result<void> TlsSession::handshake(base::Deadline deadline) {
  for (;;) {
    ERR_clear_error();
    const int done = SSL_do_handshake(ssl_.get());
    if (done == 1) return {};
    const auto ready = settle(SSL_get_error(ssl_.get(), done), deadline);
    if (ready) continue;
    if (ready.error().kind != ErrorKind::tls) return ready;
    const bool promised = role_ == TlsRole::client && plain_.was_read();
    std::string words = plaintext_words(role_, wire_.first_bytes(), promised);
    if (words.empty()) return ready;
    return fail(promised ? ErrorKind::protocol : ErrorKind::tls, std::move(words));
  }
}

Result<std::size_t> TlsSession::read(std::span<char> into, base::Deadline deadline) {
  if (met_) return fail(*met_);
  if (met_end_) return 0;
  for (;;) {
    ERR_clear_error();
    std::size_t count = 0;
    const int done = SSL_read_ex(ssl_.get(), into.data(), into.size(), &count);
    if (done == 1) return count;
    const int code = SSL_get_error(ssl_.get(), done);
    if (is_end(code)) return 0;
    if (const auto ready = settle(code, deadline); !ready) return fail(ready.error());
  }
}

Result<void> TlsSession::write_piece(std::string_view bytes, base::Deadline deadline) {
  while (!bytes.empty()) {
    ERR_clear_error();
    std::size_t count = 0;
    const int done = SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &count);
    if (done == 1) {
      bytes.remove_prefix(count);
      continue;
    }
    const auto ready = settle(SSL_get_error(ssl_.get(), done), deadline);
    if (!ready) return fail(reason_of_lost_write(ready.error()));
  }
  return {};
}

// A server that does not like our certificate says so after the handshake of TLS 1.3, and closes:
// the write fails, and the alert that tells why waits to be read.
base::Error TlsSession::reason_of_lost_write(base::Error error) {
  if (error.kind != ErrorKind::lost) return error;
  ERR_clear_error();
  char first = 0;
  SSL_peek(ssl_.get(), &first, 1);
  if (alert_arrived())
    return {ErrorKind::tls, base::Stage::none, take_tls_words(role_, certificate_withheld())};
  return error;
}

Result<void> TlsSession::write(std::span<const std::string_view> pieces, base::Deadline deadline) {
  if (pieces.size() == 1) return write_piece(pieces.front(), deadline);
  std::string gathered;
  for (const std::string_view piece : pieces) {
    if (gathered.size() + piece.size() <= kRecord) {
      gathered += piece;
      continue;
    }
    if (const auto done = write_piece(gathered, deadline); !done) return done;
    gathered.clear();
    if (piece.size() < kRecord)
      gathered = piece;
    else if (const auto done = write_piece(piece, deadline); !done)
      return done;
  }
  return write_piece(gathered, deadline);
}

bool TlsSession::has_input() {
  ERR_clear_error();
  char first = 0;
  const int done = SSL_peek(ssl_.get(), &first, 1);
  const int code = SSL_get_error(ssl_.get(), done);
  // OpenSSL tells once why a session is over: to the next read it has no reason.
  const bool over = !met_ && !met_end_ && (code == SSL_ERROR_SSL || code == SSL_ERROR_SYSCALL);
  if (over && ended_without_notice())
    met_end_ = true;
  else if (over)
    met_ = failure();
  return done == 1 || code != SSL_ERROR_WANT_READ;
}

Result<void> TlsSession::send_close_notify(base::Deadline deadline) {
  if (broken_ || SSL_is_init_finished(ssl_.get()) == 0) return {};
  for (;;) {
    ERR_clear_error();
    const int done = SSL_shutdown(ssl_.get());
    if (done >= 0) return {};
    const int code = SSL_get_error(ssl_.get(), done);
    if (code != SSL_ERROR_WANT_WRITE) return {};
    if (const auto ready = settle(code, deadline); !ready) return ready;
  }
}

void TlsSession::say_goodbye() {
  [[maybe_unused]] const auto sent = send_close_notify(base::Deadline::after(kTimeForGoodbye));
}

Result<void> TlsSession::leave(base::Deadline deadline) {
  if (const auto sent = send_close_notify(deadline); !sent) return sent;
  std::array<char, 4096> scratch;
  for (;;) {
    const auto count = read(scratch, deadline);
    if (!count) return fail(count.error());
    if (*count == 0) break;
  }
  if ((SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) == 0)
    return fail(ErrorKind::lost, cause(EPIPE));
  plain_.give_back(wire_.unread());
  return {};
}

}  // namespace net
