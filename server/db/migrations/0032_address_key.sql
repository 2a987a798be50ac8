-- An address is known by whose it is: the key over its own id was one more index to fill for every address of an import, and nothing reads it.
alter table contact_addresses drop constraint contact_addresses_pkey;
alter table contact_addresses drop constraint contact_addresses_contact_id_kind_value_key;
alter table contact_addresses add primary key (contact_id, kind, value);
