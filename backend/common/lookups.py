"""`pk__among=[…]`: as `pk__in`, with the whole list as one parameter. Django asks each value of a list for its form, on every statement anew."""

import json
from collections.abc import Collection
from typing import Any

from django.db.models import Field, ForeignKey, Lookup


@ForeignKey.register_lookup
@Field.register_lookup
class Among(Lookup):
    """For columns of numbers and of UUIDs, of a plain field or a foreign key. Both databases use the index as for IN."""

    lookup_name = "among"
    prepare_rhs = False
    rhs: Collection[Any]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        if connection.vendor == "sqlite":
            return f"{column} IN (SELECT value FROM json_each(%s))", (*params, json.dumps(list(self.rhs), default=lambda one: one.hex))  # noqa: S608  our own column
        if self.lhs.output_field.db_type(connection) == "uuid":
            return f"{column} = ANY(%s::uuid[])", (*params, "{" + ",".join(map(str, self.rhs)) + "}")
        return f"{column} = ANY(%s)", (*params, list(self.rhs))
