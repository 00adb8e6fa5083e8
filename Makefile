# What `sam build` calls, one target for each logical id in template.yaml. The local host reads
# these lines too: they alone say which folder a function or layer is built from.

modules := functions/api functions/health functions/worker functions/migrate functions/backup \
  functions/rotation functions/deployment functions/notifier
maven := mvn -q -B package -Dmaven.test.skip=true \
  -pl layers/runtime,layers/database,domain,functions/api,functions/health,functions/worker,functions/migrate,functions/backup,functions/rotation,functions/deployment,functions/notifier
# SAM makes a new version of a function when its package differs, and not when a parameter does: the
# build's id is in each package, so that every build gets new versions with its own settings.
BUILD_ID ?= $(shell git rev-parse --short=12 HEAD 2>/dev/null || echo unset)
package = cp -R functions/$(1)/target/package/. "$(ARTIFACTS_DIR)" && echo "$(BUILD_ID)" >"$(ARTIFACTS_DIR)/build-id"
layer = mkdir -p "$(ARTIFACTS_DIR)/java/lib" && cp -R layers/$(1)/target/layer/java/lib/. "$(ARTIFACTS_DIR)/java/lib"

build-ApiFunction: packages ; $(call package,api)
build-HealthFunction: packages ; $(call package,health)
build-WorkerFunction: packages ; $(call package,worker)
build-MigrateFunction: packages ; $(call package,migrate)
build-BackupFunction: packages ; $(call package,backup)
build-RotationFunction: packages ; $(call package,rotation)
build-BeforeTrafficFunction: packages ; $(call package,deployment)
build-AfterTrafficFunction: packages ; $(call package,deployment)
build-NotifierFunction: packages ; $(call package,notifier)
build-RuntimeLayer: packages ; $(call layer,runtime)
build-DatabaseLayer: packages ; $(call layer,database)

# Made once in a fresh clone; after a change `mvn package` or ./run renews them.
packages:
	@for module in $(modules); do \
	  test -d $$module/target/package || { $(maven); break; }; \
	done

.PHONY: packages build-ApiFunction build-HealthFunction build-WorkerFunction \
  build-MigrateFunction build-BackupFunction build-RotationFunction \
  build-BeforeTrafficFunction build-AfterTrafficFunction build-NotifierFunction build-RuntimeLayer \
  build-DatabaseLayer
