"""Whether two people told of are one: probabilistic linkage (Fellegi and Sunter 1969), explained field by field.

`names` and `traits` make a person comparable, `blocks` say whom to compare at all, `compare` finds how far each field
agrees, `weights` holds what each agreement is worth, `linkage` adds it up. Nothing here merges anybody.
"""
