"use client";

import { Tabs as BaseTabs } from "@base-ui/react/tabs";
import type { ReactNode } from "react";
import { cx } from "./cx.ts";

interface TabItem<Value extends string> {
  value: Value;
  label: ReactNode;
  /** Stands beside the label. */
  count?: number;
  content: ReactNode;
}

interface Props<Value extends string> {
  tabs: readonly TabItem<Value>[];
  value?: Value;
  defaultValue?: Value;
  onValueChange?: (value: Value) => void;
  "aria-label"?: string;
  className?: string;
  panelClassName?: string;
}

export function Tabs<Value extends string>(props: Props<Value>) {
  const { tabs, value, defaultValue, onValueChange, className, panelClassName } = props;
  return (
    <BaseTabs.Root
      value={value}
      defaultValue={value === undefined ? (defaultValue ?? tabs[0]?.value) : undefined}
      onValueChange={(next) => onValueChange?.(next as Value)}
      className={className}
    >
      <BaseTabs.List
        aria-label={props["aria-label"]}
        // What the tabs' places are counted from, or the first would be scrolled out of sight.
        className="border-line relative flex gap-4 overflow-x-auto border-b"
      >
        {tabs.map((tab) => (
          <BaseTabs.Tab
            key={tab.value}
            value={tab.value}
            className="text-muted hover:text-fg data-[active]:text-fg data-[active]:border-accent -mb-px flex h-9 items-center gap-1.5 border-b-2 border-transparent text-sm font-medium whitespace-nowrap"
          >
            {tab.label}
            {tab.count !== undefined && (
              <span className="bg-sunken text-muted rounded-full px-1.5 text-2xs">{tab.count}</span>
            )}
          </BaseTabs.Tab>
        ))}
      </BaseTabs.List>
      {tabs.map((tab) => (
        <BaseTabs.Panel key={tab.value} value={tab.value} className={cx("pt-4", panelClassName)}>
          {tab.content}
        </BaseTabs.Panel>
      ))}
    </BaseTabs.Root>
  );
}
