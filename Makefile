# faderd: `make run` starts the desk, `make test` runs every test. CONTRIBUTING.md explains the rest.

PREFIX ?= /usr/local
DESTDIR ?=
SYSCONFDIR ?= $(if $(filter /usr,$(PREFIX)),/etc,$(PREFIX)/etc)
UNITDIR ?= $(PREFIX)/lib/systemd/system
RULESDIR ?= $(PREFIX)/lib/udev/rules.d
SYSUSERSDIR ?= $(PREFIX)/lib/sysusers.d
MODPROBEDIR ?= $(PREFIX)/lib/modprobe.d
LIBEXECDIR = $(PREFIX)/libexec/faderd
DATADIR = $(PREFIX)/share/faderd

# What the processor of this desk has and others may lack: `make CPU=x86-64-v3` builds for AVX2 and FMA, with which a strip
# costs half as much. (SwiftPM hands -Xcc to both compilers.)
CPU ?=
for_cpu = -Xcc -march=$(1) $(if $(filter x86-64-v3 x86-64-v4,$(1)),-Xswiftc -DFUSED_MULTIPLY_ADD)
CPU_FLAGS = $(if $(CPU),$(call for_cpu,$(CPU)))

# One release build serves the desk, the guest and the installation: it needs no Swift on the machine that it runs on.
RELEASE = .build/release
SWIFT_RELEASE = swift build -c release --static-swift-stdlib $(CPU_FLAGS)
# Tests run optimised, in a folder of their own: sample by sample in a debug build takes minutes.
SWIFT_TEST = swift test -c release -Xswiftc -enable-testing --scratch-path .build-test $(CPU_FLAGS)

.PHONY: run build debug test test-unit test-realtime test-desk test-studio bench lint format udev install clean

run: build
	@tools/run

build:
	@tools/setup build
	$(SWIFT_RELEASE)

# The audio thread's rules are checked file by file in a debug build, across the module in a release build: both must hold.
debug:
	@tools/setup build
	swift build

test: lint debug test-unit test-realtime test-desk bench-quick test-studio

# The tests that start and end JACK servers run after the others, one at a time and in a process of their own: libjack keeps
# the memory of one server for all clients of a process, so two servers at once in one process end it.
JACK_TESTS = JackClientTests|LiveRenderTests

test-unit:
	@tools/setup build test
	$(SWIFT_TEST) --skip '$(JACK_TESTS)'
	$(SWIFT_TEST) --skip-build --no-parallel --filter '$(JACK_TESTS)'

test-realtime:
	@tools/setup build
	Tests/Realtime/run

# The two programs as they are shipped, against a JACK server of the test's own.
test-desk: build
	@tools/setup test
	Tests/Desk/run

test-studio: build
	@tools/setup studio
	Tests/Studio/run || { \
	  echo "A scenario failed. An emulated machine that was short of time may be why: once more, and that counts."; \
	  Tests/Studio/run; }

bench: build
	@tools/setup test
	cd Benchmarks && swift run -c release
	@grep -q '^flags.* fma ' /proc/cpuinfo || { echo "No FMA here: the second run is left out."; exit 0; }; \
	cd Benchmarks && swift run -c release --scratch-path .build/v3 $(call for_cpu,x86-64-v3)
	Benchmarks/first-sound

.PHONY: bench-quick
bench-quick: build
	@tools/setup test
	cd Benchmarks && swift run -c release mixer-bench --quick
	Benchmarks/first-sound

lint:
	@tools/setup swift
	swift format lint --strict --recursive Sources Tests Benchmarks Package.swift
	@tools/check-text

format:
	swift format --in-place --recursive Sources Tests Benchmarks Package.swift

# The rules follow from the `match` entries of mappings/; a test keeps them in step.
udev: build
	$(RELEASE)/faderctl mapping udev --mappings mappings > udev/70-faderd.rules

# The tables follow from the catalogue, from the keys of mapping files, and from the mappings; tests keep them in step.
.PHONY: docs
docs: build
	$(RELEASE)/faderctl params --markdown > docs/console.md
	$(RELEASE)/faderctl mapping list --markdown --mappings mappings > docs/devices.md
	$(RELEASE)/faderctl mapping schema --manual docs/mapping.md > docs/mapping.md.new
	mv docs/mapping.md.new docs/mapping.md

# What the equaliser, the dynamics and the reverb do, beside the closed form; it fails where they differ.
.PHONY: plots
plots: build
	@tools/setup plots
	tools/plots

# The demo multitrack, flat and mixed, as two files to listen to.
.PHONY: demo-mix
demo-mix: build
	@tools/setup listen
	@tools/demo-mix

install: build
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(LIBEXECDIR) $(DESTDIR)$(DATADIR)/mappings/families \
	  $(DESTDIR)$(DATADIR)/examples $(DESTDIR)$(UNITDIR) $(DESTDIR)$(RULESDIR) $(DESTDIR)$(SYSUSERSDIR) \
	  $(DESTDIR)$(MODPROBEDIR) $(DESTDIR)$(SYSCONFDIR)/faderd
	install -m 755 $(RELEASE)/faderd $(RELEASE)/faderctl $(DESTDIR)$(PREFIX)/bin
	install -m 755 tools/faderd-jackd $(DESTDIR)$(LIBEXECDIR)/faderd-jackd
	install -m 644 mappings/*.yaml $(DESTDIR)$(DATADIR)/mappings
	install -m 644 mappings/families/*.yaml $(DESTDIR)$(DATADIR)/mappings/families
	install -m 644 examples/*.snapshot $(DESTDIR)$(DATADIR)/examples
	for unit in faderd.service faderd-jack.service; do \
	  sed -e 's|@BINDIR@|$(PREFIX)/bin|g' -e 's|@LIBEXECDIR@|$(LIBEXECDIR)|g' -e 's|@DATADIR@|$(DATADIR)|g' \
	    -e 's|@SYSCONFDIR@|$(SYSCONFDIR)|g' systemd/$$unit > $(DESTDIR)$(UNITDIR)/$$unit && \
	  chmod 644 $(DESTDIR)$(UNITDIR)/$$unit || exit 1; done
	install -m 644 udev/70-faderd.rules $(DESTDIR)$(RULESDIR)/70-faderd.rules
	install -m 644 systemd/faderd.sysusers $(DESTDIR)$(SYSUSERSDIR)/faderd.conf
	install -m 644 systemd/faderd.modprobe $(DESTDIR)$(MODPROBEDIR)/faderd.conf
	test -e $(DESTDIR)$(SYSCONFDIR)/faderd/faderd.yaml || \
	  install -m 644 systemd/faderd.yaml $(DESTDIR)$(SYSCONFDIR)/faderd/faderd.yaml

clean:
	rm -rf .build .build-test .build-realtime Benchmarks/.build
