// How OpenSSL reaches the descriptors: a BIO on top of an FdChannel.
//
// Its own buffer makes one system call of two for each record, and keeps the plaintext that
// follows a close_notify. The first bytes are remembered: they tell a plaintext peer.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "net/fd_channel.h"
#include "net/tls_ptr.h"

namespace net {

class TlsWire {
 public:
  explicit TlsWire(FdChannel& plain) : plain_(plain) {}
  TlsWire(const TlsWire&) = delete;
  TlsWire& operator=(const TlsWire&) = delete;

  // The wire must live longer than the BIO.
  BioPtr bio();

  // The first bytes that the peer sent, 200 at most.
  const std::string& first_bytes() const { return first_bytes_; }
  // errno of the system call that failed for good, 0 when none did.
  int error_number() const { return error_number_; }
  // Received, and not asked for by OpenSSL.
  std::string_view unread() const { return {buffer_.data() + begin_, end_ - begin_}; }

 private:
  static const BIO_METHOD* method();
  static int bio_read(BIO* bio, char* into, int size);
  static int bio_write(BIO* bio, const char* bytes, int size);
  static long bio_control(BIO* bio, int command, long, void*);

  int refill(BIO* bio);

  FdChannel& plain_;
  std::array<char, 32768> buffer_;
  std::size_t begin_ = 0, end_ = 0;
  std::string first_bytes_;
  int error_number_ = 0;
  bool at_end_ = false;
};

}  // namespace net
