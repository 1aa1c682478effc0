#include "net/tls_wire.h"

#include <algorithm>
#include <cerrno>

namespace net {
namespace {

constexpr std::size_t kFirstBytes = 200;

TlsWire& wire_of(BIO* bio) { return *static_cast<TlsWire*>(BIO_get_data(bio)); }

}  // namespace

const BIO_METHOD* TlsWire::method() {
  static const BioMethodPtr kMethod = [] {
    BioMethodPtr made(BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "ehlo"));
    BIO_meth_set_read(made.get(), bio_read);
    BIO_meth_set_write(made.get(), bio_write);
    BIO_meth_set_ctrl(made.get(), bio_control);
    return made;
  }();
  return kMethod.get();
}

BioPtr TlsWire::bio() {
  BioPtr bio(BIO_new(method()));
  BIO_set_data(bio.get(), this);
  BIO_set_init(bio.get(), 1);
  return bio;
}

int TlsWire::refill(BIO* bio) {
  const ssize_t count = plain_.try_read(buffer_);
  if (count < 0 && errno == EAGAIN)
    BIO_set_retry_read(bio);
  else if (count < 0)
    error_number_ = errno;
  at_end_ = count == 0;
  begin_ = 0;
  end_ = count > 0 ? static_cast<std::size_t>(count) : 0;
  if (first_bytes_.size() < kFirstBytes)
    first_bytes_.append(unread().substr(0, kFirstBytes - first_bytes_.size()));
  return static_cast<int>(count);
}

int TlsWire::bio_read(BIO* bio, char* into, int size) {
  TlsWire& wire = wire_of(bio);
  BIO_clear_retry_flags(bio);
  if (wire.begin_ == wire.end_)
    if (const int count = wire.refill(bio); count <= 0) return count;
  const std::size_t taken = std::min(wire.unread().size(), static_cast<std::size_t>(size));
  std::copy_n(wire.unread().begin(), taken, into);
  wire.begin_ += taken;
  return static_cast<int>(taken);
}

int TlsWire::bio_write(BIO* bio, const char* bytes, int size) {
  TlsWire& wire = wire_of(bio);
  BIO_clear_retry_flags(bio);
  const std::array<std::string_view, 1> pieces{
      std::string_view(bytes, static_cast<std::size_t>(size))};
  const ssize_t count = wire.plain_.try_write(pieces);
  if (count < 0 && errno == EAGAIN)
    BIO_set_retry_write(bio);
  else if (count < 0)
    wire.error_number_ = errno;
  return static_cast<int>(count);
}

long TlsWire::bio_control(BIO* bio, int command, long, void*) {
  if (command == BIO_CTRL_EOF) return wire_of(bio).at_end_ ? 1 : 0;
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

}  // namespace net
