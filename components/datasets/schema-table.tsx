import { Table, Td, Th } from "../ui/table.tsx";

export function SchemaTable({ columns }: { columns: readonly { name: string; type: string }[] }) {
  return (
    <div className="max-h-[32rem] overflow-auto" tabIndex={0}>
      <Table caption="Columns and their types">
        <thead>
          <tr>
            <Th numeric className="w-12">
              #
            </Th>
            <Th>Column</Th>
            <Th>Type</Th>
          </tr>
        </thead>
        <tbody>
          {columns.map(({ name, type }, index) => (
            <tr key={name}>
              <Td numeric className="text-muted">
                {index + 1}
              </Td>
              <Td className="font-mono text-xs">{name}</Td>
              <Td className="text-muted lowercase">{type}</Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}
