package no.getdrop.notifications;

import no.getdrop.identity.NewDevices;
import no.getdrop.identity.UserId;

import org.jdbi.v3.core.Handle;

/// Tells of logins from new devices by a notification.
public final class NewDeviceNotices implements NewDevices {
    @Override
    public void tell(Handle handle, UserId userId, String name) {
        Notices.tell(handle, userId, Notice.LOGIN_FROM_NEW_DEVICE, name);
    }
}
