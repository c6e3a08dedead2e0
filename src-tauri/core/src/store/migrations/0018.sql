-- What was guessed of an appointment that another computer wrote: words of 'client service'. NULL = nothing.
ALTER TABLE appointments ADD COLUMN guessed TEXT;
