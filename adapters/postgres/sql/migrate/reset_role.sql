-- Be the owner again, whatever role the migration took. No parameters.
RESET ROLE;
