package no.getdrop.testing;

import no.getdrop.identity.UserId;

/// The administrators of a world, made as nobody but the owner of the schema does.
public record Administrators(World world) {
    /// Another one.
    public UserId next() {
        UserId id = world.user();
        setRole(id, "admin");
        return id;
    }

    /// Gives a user another role.
    public void setRole(UserId id, String role) {
        world.database()
                .call(handle ->
                        handle.createUpdate("UPDATE users SET role = :role WHERE id = :id")
                                .bind("role", role)
                                .bind("id", id.value())
                                .execute());
    }
}
