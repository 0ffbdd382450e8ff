import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../i18n/i18n';

interface Props {
  title: string; onClose: () => void; children: ComponentChildren;
  /** First thing inside. A modal dialog makes the page behind it inert, so a seeker's dialog needs its own exit link. */
  exit?: ComponentChildren;
  /** The words of the closing button; the dialog has one whenever this or nothing is given. '' leaves it out. */
  close?: string;
}

/** A modal dialog, shown as long as it is drawn. Escape is the same as closing. The focus goes to `[data-first]`, else to the heading, and returns. */
export function Dialog({ title, onClose, children, exit, close = t('common.close') }: Props) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = box.current!;
    const before = document.activeElement;
    dialog.showModal();
    (dialog.querySelector<HTMLElement>('[data-first]') ?? dialog.querySelector<HTMLElement>('h2'))?.focus();
    return () => { dialog.close(); if (before instanceof HTMLElement && before.isConnected) before.focus(); };
  }, []);
  return (
    <dialog ref={box} aria-labelledby="dialog-title" onCancel={(event) => { event.preventDefault(); onClose(); }}>
      {(exit || close) && (
        <div class="dialog-top">
          {exit}
          {close && <button class="button plain" type="button" onClick={onClose}>{close}</button>}
        </div>
      )}
      <div class="dialog-body">
        <h2 id="dialog-title" tabIndex={-1}>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}
