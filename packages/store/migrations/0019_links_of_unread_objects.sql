-- 0019 links are followed from where an object failed or began to load, too, not only from where it was paused
-- old code ok: yes (it goes back to the place of a paused object by itself)
-- locks: none (a comment)
comment on column selected_object.paused_links_seq is
  'position in the feed up to which its lookups were followed when it was paused, failed or began to load; they go on there';
